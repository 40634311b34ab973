import type { Context } from "hono";
import { PROBLEM_TYPE_PREFIX, type ProblemName, PROBLEMS } from "../../contract/problems.ts";

interface ProblemOptions {
  readonly headers?: Record<string, string>;
  /** Extension members (RFC 9457, section 3.2). */
  readonly members?: Record<string, unknown>;
}

/**
 * A fault to be answered as problem details (RFC 9457): thrown anywhere in a handler, rendered at the edge of the app.
 * Its detail tells the caller what to do, and never repeats what was sent.
 */
export class Problem extends Error {
  readonly problem: ProblemName;
  readonly headers: Record<string, string>;
  readonly members: Record<string, unknown>;

  constructor(problem: ProblemName, detail: string, { headers = {}, members = {} }: ProblemOptions = {}) {
    super(detail);
    this.name = "Problem";
    this.problem = problem;
    this.headers = headers;
    this.members = members;
  }

  /** The problem as it is sent. */
  toJSON(): { type: string; title: string; status: number; detail: string } {
    const [status, title] = PROBLEMS[this.problem];
    return { type: PROBLEM_TYPE_PREFIX + this.problem, title, status, detail: this.message, ...this.members };
  }

  render(c: Context): Response {
    const headers = { ...this.headers, "Content-Type": "application/problem+json" };
    return c.body(JSON.stringify(this), PROBLEMS[this.problem][0], headers);
  }
}

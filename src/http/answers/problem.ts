import type { AppContext } from "../environment.ts";
import { PROBLEM_TYPE_PREFIX, type ProblemName, PROBLEMS } from "../../contract/problems.ts";

interface ProblemOptions {
  readonly headers?: Record<string, string>;
  /** Extension members (RFC 9457, section 3.2). */
  readonly members?: Record<string, unknown>;
}

/**
 * An error to respond with as problem details (RFC 9457). Handlers throw it anywhere, and the app renders it. Its
 * detail says what happened and what to do next, and never repeats the request.
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

  /** The problem details as sent. */
  toJSON(): { type: string; title: string; status: number; detail: string } {
    const [status, title] = PROBLEMS[this.problem];
    return { type: PROBLEM_TYPE_PREFIX + this.problem, title, status, detail: this.message, ...this.members };
  }

  render(c: AppContext): Response {
    c.set("problem", this.problem);
    const headers = { ...this.headers, "Content-Type": "application/problem+json" };
    return c.body(JSON.stringify(this), PROBLEMS[this.problem][0], headers);
  }
}

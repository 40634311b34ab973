import { PROBLEM_TYPE_PREFIX } from "../contract/problems.ts";
import { printable } from "../chain/printable.ts";

/** The members of problem details (RFC 9457) that the client uses. */
export interface ProblemDetails {
  readonly type?: unknown;
  readonly detail?: unknown;
  /** With `tip-passed`: the current tip. */
  readonly tip?: unknown;
}

/** The ledger refused a request, and a retry would not help. The message is for the user. */
export class Refusal extends Error {
  readonly status: number;
  /** The name of the problem, from its `type`; empty if the type is not a ledger's. */
  readonly problem: string;
  /** What is wrong and what to do, exactly as the server sent it. The error's message holds it safe to print. */
  readonly detail: string;
  /** With `tip-passed`, the index of the current tip. */
  readonly tip: number | undefined;

  constructor(status: number, problem: ProblemDetails) {
    const detail = typeof problem.detail === "string" ? problem.detail : "the server gave no reason";
    super(`${status}: ${printable(detail)}`);
    this.name = "Refusal";
    this.status = status;
    this.problem = problemNameOf(problem.type);
    this.detail = detail;
    const index = (problem.tip as { index?: unknown } | null | undefined)?.index;
    this.tip = typeof index === "number" ? index : undefined;
  }
}

/** The name in a problem's `type`; empty for the problems of other servers. */
function problemNameOf(type: unknown): string {
  if (typeof type !== "string" || !type.startsWith(PROBLEM_TYPE_PREFIX)) return "";
  const name = type.slice(PROBLEM_TYPE_PREFIX.length);
  return /^[a-z-]+$/.test(name) ? name : "";
}

/** The ledger could not be reached, or is overloaded or restarting. A retry may succeed. */
export class Unreachable extends Error {
  /** The name of the problem, from its `type`; empty if there is none. */
  readonly problem: string;
  /**
   * After how many seconds the ledger asks to try again (RFC 9110, section 10.2.3). If it names a problem and no time, its
   * operator has to act first.
   */
  readonly retryAfter: number | undefined;

  constructor(message: string, problem = "", retryAfter?: number) {
    super(message);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/**
 * The response is not from a ledger, but from another web site or a network's sign-in page. It proves nothing about the
 * ledger.
 */
export class NotALedger extends Unreachable {
  constructor(what: string) {
    super(`this is not a ledger: ${what}`);
    this.name = "NotALedger";
  }
}

import { printable } from "../../chain/text/printable.ts";
import { type ProblemName, PROBLEM_TYPE_PREFIX } from "../../contract/problems.ts";

/** The name of a problem: one that this version knows, or that of a newer ledger; empty if the ledger named none. */
export type AnyProblemName = ProblemName | (string & Record<never, never>);

/** Problem details (RFC 9457) as a server sent them: nothing about them is checked. */
export interface ProblemDetails {
  readonly type?: unknown;
  readonly title?: unknown;
  readonly detail?: unknown;
  /** With `tip-passed`: the current tip. */
  readonly tip?: unknown;
  readonly [member: string]: unknown;
}

/** The ledger refused a request, and a retry would not help. The message is for the user. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  /** The name of the problem, from its `type`; empty if the type is not a ledger's. */
  readonly problem: AnyProblemName;
  /** What is wrong and what to do, exactly as the server sent it. The error's message holds it safe to print. */
  readonly detail: string;
  /** With `tip-passed`, the index of the current tip. */
  readonly tip: number | undefined;
  /** The whole body of the answer. */
  readonly body: ProblemDetails;

  constructor(status: number, body: ProblemDetails) {
    const detail = typeof body.detail === "string" ? body.detail : "the server gave no reason";
    super(`${status}: ${printable(detail)}`);
    this.status = status;
    this.problem = problemName(body.type);
    this.detail = detail;
    const index = (body.tip as { index?: unknown } | null | undefined)?.index;
    this.tip = typeof index === "number" ? index : undefined;
    this.body = body;
  }
}

/** The answer of a ledger that cannot serve a request now (429 or 5xx). */
export interface Postponement {
  readonly status: number;
  readonly body: ProblemDetails;
  /** The seconds of its `Retry-After`. */
  readonly retryAfter: number | undefined;
}

/** The ledger could not be reached, or is overloaded or restarting. A retry may succeed. */
export class Unreachable extends Error {
  override readonly name: string = "Unreachable";
  /** 429 or 5xx; `undefined` if there was no answer, or only part of one. */
  readonly status: number | undefined;
  /** The name of the problem, from its `type`; empty if there is none. */
  readonly problem: AnyProblemName;
  /**
   * After how many seconds the ledger asks to try again (RFC 9110, section 10.2.3). If it names a problem and no time, its
   * operator has to act first.
   */
  readonly retryAfter: number | undefined;
  /** The whole body of the answer; empty if there was none. */
  readonly body: ProblemDetails;

  constructor(message: string, answer?: Postponement) {
    super(message);
    this.status = answer?.status;
    this.body = answer?.body ?? {};
    this.problem = problemName(this.body.type);
    this.retryAfter = answer?.retryAfter;
  }
}

/**
 * The response is not from a ledger, but from another web site or a network's sign-in page. It proves nothing about the
 * ledger.
 */
export class NotALedger extends Unreachable {
  override readonly name = "NotALedger";

  constructor(what: string) {
    super(`this is not a ledger: ${what}`);
  }
}

/** The name in a problem's `type`, as errors and the lines of a batch have it; empty for the problems of other servers. */
export function problemName(type: unknown): AnyProblemName {
  if (typeof type !== "string" || !type.startsWith(PROBLEM_TYPE_PREFIX)) return "";
  const name = type.slice(PROBLEM_TYPE_PREFIX.length);
  return /^[a-z-]+$/.test(name) ? name : "";
}

/** Whether a ledger answered with one of these problems. */
export function isProblem<Name extends ProblemName>(
  error: unknown,
  ...names: readonly Name[]
): error is (Refusal | Unreachable) & { readonly problem: Name } {
  const known: readonly string[] = names;
  return (error instanceof Refusal || error instanceof Unreachable) && known.includes(error.problem);
}

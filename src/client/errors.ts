import { PROBLEM_TYPE_PREFIX } from "../contract/problems.ts";
import { printable } from "./printable.ts";

/** Problem details (RFC 9457), as far as they are read here. */
export interface ProblemDetails {
  readonly type?: unknown;
  readonly detail?: unknown;
  /** With `tip-passed`: the tip to go on at. */
  readonly tip?: unknown;
}

/** An answer that no repetition changes: what the ledger said, for the user to read. */
export class Refusal extends Error {
  readonly status: number;
  /** The last part of the problem's `type`; empty where it is no ledger's. */
  readonly problem: string;
  /** What the ledger says is wrong, and what to do: as it came. The message has it safe to print. */
  readonly detail: string;
  /** With `tip-passed`, the index of the tip to go on at. */
  readonly tip: number | undefined;

  constructor(status: number, problem: ProblemDetails) {
    const detail = typeof problem.detail === "string" ? problem.detail : "the server did not say why";
    super(`${status}: ${printable(detail)}`);
    this.name = "Refusal";
    this.status = status;
    this.problem = problemNameOf(problem.type);
    this.detail = detail;
    const index = (problem.tip as { index?: unknown } | null | undefined)?.index;
    this.tip = typeof index === "number" ? index : undefined;
  }
}

/** The last part of a problem's `type`; what another server calls a problem says nothing of a ledger. */
function problemNameOf(type: unknown): string {
  if (typeof type !== "string" || !type.startsWith(PROBLEM_TYPE_PREFIX)) return "";
  const name = type.slice(PROBLEM_TYPE_PREFIX.length);
  return /^[a-z-]+$/.test(name) ? name : "";
}

/** The ledger could not be asked: the network, or a server that is overloaded or restarting. Worth another try. */
export class Unreachable extends Error {
  /** The last part of the problem's `type`, where the ledger said one. */
  readonly problem: string;

  constructor(message: string, problem = "") {
    super(message);
    this.problem = problem;
  }
}

/**
 * What answers is not a ledger: another web site, or a network's sign-in page that stands in front of it. It says
 * nothing of the ledger.
 */
export class NotALedger extends Unreachable {
  constructor(what: string) {
    super(`this is not a ledger: ${what}`);
    this.name = "NotALedger";
  }
}

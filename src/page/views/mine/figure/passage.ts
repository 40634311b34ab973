/** Which of figure 1's seven steps a record is at: see the paper's section 2, (i) to (vii). */

/** The steps, in the paper's order. */
export const STEPS = ["mempool", "candidate", "validation", "search", "check", "reward", "propagation"] as const;
export type Step = (typeof STEPS)[number];

/** What the run has just done, or waits for. */
export type Phase =
  /** The ledger was sent the record, and has not answered. */
  | "sent"
  /** The ledger has accepted the record, and mines it. */
  | "accepted"
  /** The ledger was asked for a candidate to search with, and has not answered. */
  | "asked"
  /** This browser searches for the proof of a candidate. */
  | "searching"
  /** The ledger was sent the proof, and has not answered. */
  | "submitted";

/** How a record's way ended. */
export type End =
  /** The block was appended. */
  | "appended"
  /** The block has come back to this page as one of the ledger's events. */
  | "arrived"
  /** The record was on the chain already. */
  | "known"
  /** The person stopped it, or stopped waiting for it. */
  | "stopped"
  /** It failed: what the ledger called the problem, if the ledger refused it. */
  | { readonly problem: string | undefined };

/** How far a record has come. */
export interface Passage {
  /** Whether records wait as entries, of which a block holds many. */
  readonly isSealed: boolean;
  readonly phase: Phase;
  /** Absent while it goes on. */
  readonly end?: End | undefined;
}

/** What a step shows. */
export type Light = "off" | "now" | "done" | "stopped" | "failed";
export type Lights = Readonly<Record<Step, Light>>;

/** The steps that are behind a record in each phase, and those that it is at. */
type Place = readonly [behind: readonly Step[], at: readonly Step[]];

/** On a plain ledger, whoever mines in the browser keeps the record there: it waits in no mempool but the form. */
const PLAIN: Readonly<Record<Phase, Place>> = {
  sent: [[], ["mempool", "validation"]],
  accepted: [["validation"], ["mempool", "candidate", "search"]],
  asked: [["mempool"], ["candidate", "validation"]],
  searching: [["mempool", "candidate", "validation"], ["search"]],
  submitted: [["mempool", "candidate", "validation", "search"], ["check"]],
};

/** On a sealed ledger, the record's entry is checked before it waits, and waits until its block is appended. */
const SEALED: Readonly<Record<Phase, Place>> = {
  sent: PLAIN.sent,
  accepted: PLAIN.accepted,
  asked: [["validation"], ["mempool", "candidate"]],
  searching: [
    ["candidate", "validation"],
    ["mempool", "search"],
  ],
  submitted: [
    ["candidate", "validation", "search"],
    ["mempool", "check"],
  ],
};

/** With these problems the ledger refuses the record itself, and not the search for its proof. */
const OF_RECORDS: ReadonlySet<string | undefined> = new Set([
  "invalid-record",
  "patient-not-allowed",
  "registration-conflict",
  "record-erased",
  "not-signable",
  "key-not-enrolled",
  "key-revoked",
  "seen-unknown",
  "commitment-repeated",
  "signature-refused",
  "signature-required",
]);

/** What each step shows for a record that has come so far; nothing is lit if there is none. */
export function lightsOf(passage: Passage | undefined): Lights {
  if (!passage) return lights([], []);
  const { isSealed, phase, end } = passage;
  const [behind, at] = (isSealed ? SEALED : PLAIN)[phase];
  switch (end) {
    case undefined:
      return lights(behind, at);
    case "appended":
      return lights(STEPS.slice(0, -2), ["reward", "propagation"]);
    case "arrived":
      return lights(STEPS, []);
    case "known":
      return lights(["validation"], []);
    case "stopped":
      return { ...lights(behind, []), [lastOf(at)]: "stopped" };
    default:
      return { ...lights(behind, []), [failedStep(at, phase, end.problem)]: "failed" };
  }
}

function lights(behind: readonly Step[], at: readonly Step[]): Lights {
  const light = (step: Step): Light => (at.includes(step) ? "now" : behind.includes(step) ? "done" : "off");
  return {
    mempool: light("mempool"),
    candidate: light("candidate"),
    validation: light("validation"),
    search: light("search"),
    check: light("check"),
    reward: light("reward"),
    propagation: light("propagation"),
  };
}

/** The step at which a record failed: a record that is refused failed its validation, whatever else was under way. */
function failedStep(at: readonly Step[], phase: Phase, problem: string | undefined): Step {
  if (problem === "mempool-full") return "mempool";
  if (phase !== "submitted" && OF_RECORDS.has(problem)) return "validation";
  return phase === "sent" ? "mempool" : phase === "asked" ? "candidate" : lastOf(at);
}

function lastOf(at: readonly Step[]): Step {
  return at.at(-1) ?? "mempool";
}

/** The step that a record came to last: the one to speak of. */
export function foremost(shown: Lights): Step | undefined {
  const ended = STEPS.find((step) => shown[step] === "failed" || shown[step] === "stopped");
  return ended ?? STEPS.findLast((step) => shown[step] === "now") ?? STEPS.findLast((step) => shown[step] === "done");
}

/**
 * What to show of a record that has come from one place to another: the block may have arrived here before the ledger's
 * answer, but it was appended first.
 */
export function between(before: Passage | undefined, after: Passage): readonly Passage[] {
  return after.end === "arrived" && before?.end !== "appended" ? [{ ...after, end: "appended" }, after] : [after];
}

/** Whether another record has set out. The figure then drops what it had yet to show of the one before. */
export function isAnother(before: Passage | undefined, after: Passage | undefined): boolean {
  return before?.end !== undefined && after !== undefined && after.end === undefined;
}

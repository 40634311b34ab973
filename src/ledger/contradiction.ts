import { Malformed } from "../chain/malformed.ts";
import type { Halted } from "./answer.ts";

/** The stored blocks, or the tree over them, are not what the ledger signed: signing on would hide the rewriting. */
export class Contradiction extends Error {
  constructor() {
    super("the stored blocks contradict what was signed");
    this.name = "Contradiction";
  }
}

/** The ledger has signed checkpoints, and there is no key to sign the next one with. */
export class SigningKeyMissing extends Error {
  constructor() {
    super("a ledger that has signed does not grow without its key");
    this.name = "SigningKeyMissing";
  }
}

/** How long an alarm waits where nothing may be mined, in milliseconds: only an operator can mend that. */
export const HALTED_DELAY = 60_000;

/** What an error says of the ledger, if it says that the ledger must stand still. */
export function haltOf(error: unknown): Halted | undefined {
  if (error instanceof Contradiction) return { outcome: "contradicted" };
  if (error instanceof SigningKeyMissing) return { outcome: "key-missing" };
  return undefined;
}

/** Waits for work that may end so, and gives that as a value. */
export async function orHalted<Result>(work: Promise<Result>): Promise<Result | Halted> {
  try {
    return await work;
  } catch (error) {
    const halted = haltOf(error);
    if (halted) return halted;
    throw error;
  }
}

/** Waits for work on what is stored; where that is malformed, somebody edited it. */
export async function orContradiction<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Malformed ? new Contradiction() : error;
  }
}

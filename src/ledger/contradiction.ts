import { Malformed } from "../chain/text/malformed.ts";
import type { Halted } from "./answer.ts";

/** The stored blocks or their tree differ from what the ledger signed. Signing more would hide the rewrite. */
export class Contradiction extends Error {
  constructor() {
    super("the stored blocks contradict what was signed");
    this.name = "Contradiction";
  }
}

/** The ledger has signed checkpoints before, but no key is configured to sign the next one. */
export class SigningKeyMissing extends Error {
  constructor() {
    super("a ledger that has signed does not grow without its key");
    this.name = "SigningKeyMissing";
  }
}

/** A sealed ledger's vault is missing, closed, or of another age than the ledger. */
export class VaultUnusable extends Error {
  readonly outcome: "record-key-missing" | "vault-lost" | "vault-behind" | "ledger-behind";

  constructor(outcome: VaultUnusable["outcome"]) {
    super(`the vault of the ledger cannot be used: ${outcome}`);
    this.name = "VaultUnusable";
    this.outcome = outcome;
  }
}

/** How long the alarm of a halted ledger waits, in milliseconds. Retrying sooner is useless: an operator has to act. */
export const HALTED_DELAY = 60_000;

/** The reason to halt the ledger that an error states; `undefined` for any other error. */
export function haltOf(error: unknown): Halted | undefined {
  if (error instanceof Contradiction) return { outcome: "contradicted" };
  if (error instanceof SigningKeyMissing) return { outcome: "key-missing" };
  if (error instanceof VaultUnusable) return { outcome: error.outcome };
  return undefined;
}

/** Awaits work, and returns an error that halts the ledger as a value. */
export async function orHalted<Result>(work: Promise<Result>): Promise<Result | Halted> {
  try {
    return await work;
  } catch (error) {
    const halted = haltOf(error);
    if (halted) return halted;
    throw error;
  }
}

/** Awaits work on stored data. Malformed data was edited by someone, so it is reported as a contradiction. */
export async function orContradiction<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Malformed ? new Contradiction() : error;
  }
}

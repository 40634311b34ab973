import { Malformed } from "../chain/note.ts";

/** The stored blocks, or the tree over them, are not what the ledger signed: signing on would hide the rewriting. */
export class Contradiction extends Error {
  constructor() {
    super("the stored blocks contradict what was signed");
    this.name = "Contradiction";
  }
}

/** That the ledger is in such a state, as its object answers it. */
export interface Contradicted {
  readonly outcome: "contradicted";
}

/** Waits for work that may end so, and gives that as a value, which passes through RPC as it is. */
export async function orContradicted<Result>(work: Promise<Result>): Promise<Result | Contradicted> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Contradiction) return { outcome: "contradicted" };
    throw error;
  }
}

/** Reads what was signed; where that cannot be read, somebody edited it. */
export function readSigned<Signed>(read: () => Signed): Signed {
  try {
    return read();
  } catch (error) {
    throw error instanceof Malformed ? new Contradiction() : error;
  }
}

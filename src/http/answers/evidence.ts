/** What the routes of checkpoints and proofs answer, be they those of the chain or of the log of reads. */
import { hex } from "../../chain/text/hex.ts";
import { type VerifierKey, verifierKeyText } from "../../evidence/notes/note.ts";
import type { CosignResult } from "../../ledger/results.ts";
import type { Consistency } from "../../ledger/signing/signed-tree.ts";
import { Problem } from "./problem.ts";

/** Two sizes of a tree. */
interface Sizes {
  readonly from: number;
  readonly to: number;
}

/** Verifier keys as a text, one in each line. */
export function verifierKeyLines(keys: readonly VerifierKey[]): string {
  return keys.map((key) => `${verifierKeyText(key)}\n`).join("");
}

/** @throws Problem if no checkpoint has that many cosignatures */
export function checkpointIn(note: string | undefined, cosignatures: number): string {
  if (note !== undefined) return note;
  const detail = `No checkpoint has ${cosignatures} or more cosignatures yet. Ask for fewer.`;
  throw new Problem("evidence-not-found", detail);
}

/** @throws Problem if the earlier tree is the larger one */
export function requireOrdered({ from, to }: Sizes): void {
  if (from > to) throw new Problem("invalid-query", "from must not be larger than to.");
}

/**
 * A consistency proof as served.
 *
 * @throws Problem if the tree never had these sizes
 */
export function consistencyIn(consistency: Consistency | undefined, { from, to }: Sizes) {
  if (!consistency) throw new Problem("evidence-not-found", "The tree has fewer leaves than `to`.");
  const { fromRoot, toRoot, path } = consistency;
  return { from, to, from_root: hex(fromRoot), to_root: hex(toRoot), path: path.map(hex) };
}

/**
 * How many witnesses have cosigned a checkpoint, and whose new cosignatures count.
 *
 * @throws Problem if it is not a checkpoint of this tree
 */
export function cosignedIn(result: CosignResult) {
  switch (result.outcome) {
    case "cosigned":
      return { cosignatures: result.cosignatures, counted: result.counted };
    case "unknown-state":
      throw new Problem(
        "checkpoint-conflict",
        "The ledger's tree was never in this state. Keep this checkpoint: it is evidence.",
      );
    case "malformed":
      throw new Problem("invalid-checkpoint", `The checkpoint was not accepted: ${result.reason}.`);
  }
}

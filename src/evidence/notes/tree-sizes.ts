import type { VerifiedCheckpoint } from "./checkpoint.ts";
import type { InclusionProof } from "../receipts/receipt.ts";

/** The tree sizes of the saved evidence. The chain is compared with these trees, so that many blocks are needed. */
export function sizesOf(
  checkpoints: readonly { readonly value: VerifiedCheckpoint }[],
  receipts: readonly { readonly value: InclusionProof }[],
): number[] {
  const claimed = receipts.map(({ value }) => claimedSize(value.checkpoint)).filter((size) => size !== undefined);
  return [...checkpoints.map(({ value }) => value.size), ...claimed];
}

/** The size in a receipt's checkpoint, not yet verified. It only determines which roots the audit records. */
function claimedSize(note: string): number | undefined {
  const size = Number(note.split("\n")[1]);
  return Number.isSafeInteger(size) && size > 0 ? size : undefined;
}

import { faultOf } from "../block-rules.ts";
import { EntryTree } from "./entry-tree.ts";
import type { Fault } from "../fault.ts";
import { BLOCK_LIMITS, type Header } from "./header.ts";
import { hex, isHexOf } from "../text/hex.ts";

/** Checks the rule `merkle_root`: the header commits to these entries, given by their canonical texts. */
export async function treeFault({ index, merkle_root }: Header, texts: readonly string[]): Promise<Fault | undefined> {
  const { root } = await EntryTree.of(texts);
  if (isHexOf(merkle_root, root)) return undefined;
  const detail = `Block ${index} does not hold the entries that it was mined with: some were changed, moved or taken away.`;
  return faultOf(index, "merkle_root", hex(root), merkle_root, detail);
}

/**
 * Checks the rule `entries`: the numbers of a block's entries, and how many and how long they may be.
 *
 * @param first the number that its first entry must have
 */
export function numbersFault(header: Header, texts: readonly string[], first: number): Fault | undefined {
  const { index, first_entry, last_entry } = header;
  const fault = (expected: string, actual: string, detail: string) =>
    faultOf(index, "entries", expected, actual, `Block ${index} ${detail}`);
  if (first_entry !== first) {
    const detail = "does not go on with the number after its predecessor's last entry.";
    return fault(`first_entry: ${first}`, `first_entry: ${first_entry}`, detail);
  }
  const last = first_entry + texts.length - 1;
  if (last_entry !== last) {
    const detail = "does not have as many entries as its header says.";
    return fault(`last_entry: ${last}`, `last_entry: ${last_entry}`, detail);
  }
  // The founding is the only entry of genesis.
  const most = index === 1 ? 1 : BLOCK_LIMITS.entries;
  if (texts.length < 1 || texts.length > most) {
    const expected = index === 1 ? "one entry" : `1 to ${most} entries`;
    return fault(expected, `${texts.length} entries`, "has fewer or more entries than a block may have.");
  }
  if (bytesOf(texts) <= BLOCK_LIMITS.bytes) return undefined;
  return fault(`at most ${BLOCK_LIMITS.bytes} bytes`, "more", "has longer entries than a block may have.");
}

const encoder = new TextEncoder();

/** The length of the texts in UTF-8. It is only counted where it decides, and may else be too small or too large. */
function bytesOf(texts: readonly string[]): number {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (3 * length <= BLOCK_LIMITS.bytes || length > BLOCK_LIMITS.bytes) return length;
  return texts.reduce((sum, text) => sum + encoder.encode(text).length, 0);
}

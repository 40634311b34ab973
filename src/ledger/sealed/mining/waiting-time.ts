import { BLOCK_LIMITS, type Header } from "../../../chain/sealed/header.ts";
import { WINDOW_BLOCKS } from "../../../chain/sealed/recent-blocks.ts";

/** The block that a signed entry's author has seen, in the entry's canonical text. Nothing else in it can read so. */
const SEEN = /"seen":\{"hash":"[0-9a-f]{64}","index":(\d+)\}/;

/**
 * Whether the entries that a block leaves waiting can all be mined in time: each signed one at most 1,024 blocks after the
 * one that its author has seen, if the blocks that follow hold as many entries as they may. An external miner who puts few
 * entries into each block must not make the others invalid.
 *
 * @param header of the block
 * @param left the canonical texts of the entries that it leaves waiting, in order
 */
export function isInTime({ index }: Pick<Header, "index">, left: readonly string[]): boolean {
  let block = index + 1;
  let [count, bytes] = [0, 0];
  for (const text of left) {
    // Accepted entries hold ASCII only.
    [count, bytes] = [count + 1, bytes + text.length];
    if (count > BLOCK_LIMITS.entries || bytes > BLOCK_LIMITS.bytes) {
      block += 1;
      [count, bytes] = [1, text.length];
    }
    const seen = SEEN.exec(text)?.[1];
    if (seen !== undefined && block > Number(seen) + WINDOW_BLOCKS) return false;
  }
  return true;
}

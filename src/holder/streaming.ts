import type { Blocks } from "./blocks.ts";
import type { Slots } from "./slots.ts";

/** Blocks read from the database for one piece of the stream: about 180 KB. */
const BLOCKS_PER_PIECE = 500;

/**
 * The blocks from one index to another as JSON texts with a separator between them. Only one piece is in memory at a
 * time, and between two pieces other requests get their turn.
 *
 * @param slots bound how many streams go on at once: hundreds would leave nobody a turn, and fill the memory with pieces
 */
export function streamBlocks(
  blocks: Blocks,
  from: number,
  to: number,
  separator: string,
  slots: Slots,
): ReadableStream<Uint8Array> {
  const holder = {};
  const encoder = new TextEncoder();
  let next = from;
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      await slots.take(holder);
      const piece = blocks.range(next, to, BLOCKS_PER_PIECE);
      const last = piece.at(-1);
      if (last) {
        const text = piece.map((block) => JSON.stringify(block)).join(separator);
        controller.enqueue(encoder.encode(next === from ? text : separator + text));
        next = last.index + 1;
        await scheduler.wait(0);
      } else {
        slots.release(holder);
        controller.close();
        // A byte stream's pending read is only answered, with its end, by this (Streams Standard, 4.7.3).
        controller.byobRequest?.respond(0);
      }
    },
    cancel() {
      slots.release(holder);
    },
  });
}

import type { Blocks } from "./blocks.ts";
import type { Slots } from "./slots.ts";

/** Blocks read from the database for one piece of the stream: about 180 KB. */
const BLOCKS_PER_PIECE = 500;

/** What a format puts before, between and after the blocks' texts. */
export interface Frame {
  readonly head: string;
  readonly separator: string;
  readonly tail: string;
}

/**
 * The blocks from one index to another as JSON texts in a frame. Only one piece is in memory at a time, and between two
 * pieces other requests get their turn.
 *
 * @param slots bound how many streams go on at once: hundreds would leave nobody a turn, and fill the memory with pieces
 */
export function streamBlocks(
  blocks: Blocks,
  from: number,
  to: number,
  frame: Frame,
  slots: Slots,
): ReadableStream<Uint8Array> {
  const holder = {};
  const encoder = new TextEncoder();
  let next = from;
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      await slots.take(holder);
      const piece = blocks.texts(next, to, BLOCKS_PER_PIECE);
      const last = piece.at(-1);
      const isLast = piece.length < BLOCKS_PER_PIECE;
      const before = next === from ? frame.head : last ? frame.separator : "";
      const texts = piece.map(([, text]) => text);
      controller.enqueue(encoder.encode(before + texts.join(frame.separator) + (isLast ? frame.tail : "")));
      if (last) next = last[0] + 1;
      if (isLast) {
        slots.release(holder);
        controller.close();
        // A byte stream's pending read is only answered, with its end, by this (Streams Standard, 4.7.3).
        controller.byobRequest?.respond(0);
      } else {
        await scheduler.wait(0);
      }
    },
    cancel() {
      slots.release(holder);
    },
  });
}

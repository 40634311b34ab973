import type { Blocks } from "./blocks.ts";

/** Blocks read from the database for one piece of the stream: about 180 KB. */
const BLOCKS_PER_PIECE = 500;

/**
 * The blocks from one index to another as JSON texts with a separator between them. Only one piece is in memory at a
 * time, and between two pieces other requests get their turn.
 */
export function streamBlocks(blocks: Blocks, from: number, to: number, separator: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = from;
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const piece = blocks.range(next, to, BLOCKS_PER_PIECE);
      const last = piece.at(-1);
      if (last) {
        const text = piece.map((block) => JSON.stringify(block)).join(separator);
        controller.enqueue(encoder.encode(next === from ? text : separator + text));
        next = last.index + 1;
        await scheduler.wait(0);
      } else {
        controller.close();
        // A byte stream's pending read is only answered, with its end, by this (Streams Standard, 4.7.3).
        controller.byobRequest?.respond(0);
      }
    },
  });
}

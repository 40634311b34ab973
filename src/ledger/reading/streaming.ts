import type { Blocks } from "../store/blocks.ts";
import { Turns } from "../sharing/turns.ts";

/** Blocks read from the database for one piece of the stream: about 180 KB. */
const BLOCKS_PER_PIECE = 500;

/** The work that a piece takes, in digests. */
const DIGESTS_PER_PIECE = 600;

/** What a format puts before, between and after the blocks' texts. */
export interface Frame {
  readonly head: string;
  readonly separator: string;
  readonly tail: string;
}

/** A stream's place among others. */
export interface Place {
  /** Waits until the stream may send a piece; `false` when it may send no more. */
  readonly turn: () => Promise<boolean>;
  /** Gives the place up. */
  readonly leave: () => void;
}

/**
 * The blocks from one index to another as JSON texts in a frame. Only one piece is in memory at a time, and between
 * pieces other requests get their turn.
 */
export function streamBlocks(
  blocks: Blocks,
  from: number,
  to: number,
  frame: Frame,
  place: Place,
): ReadableStream<Uint8Array> {
  const turns = new Turns();
  const encoder = new TextEncoder();
  let next = from;
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      if (!(await place.turn())) {
        controller.error(new Error("the stream was given up"));
        return;
      }
      let isLast = true;
      try {
        const piece = blocks.texts(next, to, BLOCKS_PER_PIECE);
        const last = piece.at(-1);
        isLast = piece.length < BLOCKS_PER_PIECE;
        const before = next === from ? frame.head : last ? frame.separator : "";
        const texts = piece.map(([, text]) => text);
        controller.enqueue(encoder.encode(before + texts.join(frame.separator) + (isLast ? frame.tail : "")));
        if (last) next = last[0] + 1;
      } finally {
        // At its end, or where it fails.
        if (isLast) place.leave();
      }
      if (!isLast) return turns.spend(DIGESTS_PER_PIECE);
      controller.close();
      // A byte stream's pending read is only answered, with its end, by this (Streams Standard, 4.7.3).
      controller.byobRequest?.respond(0);
    },
    cancel() {
      place.leave();
    },
  });
}

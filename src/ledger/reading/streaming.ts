import type { StoredBlocks } from "../store/stored-blocks.ts";
import { Turns } from "../sharing/turns.ts";

/** The work for one piece, in digests. */
const DIGESTS_PER_PIECE = 600;

/** The text that a format puts before, between and after the blocks. */
export interface Frame {
  readonly head: string;
  readonly separator: string;
  readonly tail: string;
}

/** The blocks to stream: from one index to another, inclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Whether to include the entries of sealed blocks. */
  readonly entries: boolean;
}

/** A stream's place among all open streams. */
export interface Place {
  /** Waits until the stream may send a piece; `false` if it may not send any more. */
  readonly turn: () => Promise<boolean>;
  /** Gives the place up. */
  readonly leave: () => void;
}

/**
 * Streams the blocks from one index to another, inclusive, as JSON texts in a frame. Only one piece is in memory at a
 * time, and other requests can run between pieces.
 */
export function streamBlocks(
  blocks: StoredBlocks,
  { from, to, entries }: Stretch,
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
        controller.error(new Error("the stream was idle for too long and gave way to a newer one"));
        return;
      }
      let isLast = true;
      try {
        const piece = blocks.texts(next, to, entries);
        const last = piece.at(-1);
        isLast = !last || last[0] >= to;
        const before = next === from ? frame.head : last ? frame.separator : "";
        const texts = piece.map(([, text]) => text);
        controller.enqueue(encoder.encode(before + texts.join(frame.separator) + (isLast ? frame.tail : "")));
        if (last) next = last[0] + 1;
      } finally {
        // At the end of the stream, or if reading a piece failed.
        if (isLast) place.leave();
      }
      if (!isLast) return turns.spend(DIGESTS_PER_PIECE);
      controller.close();
      // On a byte stream, only this ends a pending read after `close` (Streams Standard, 4.7.3).
      controller.byobRequest?.respond(0);
    },
    cancel() {
      place.leave();
    },
  });
}

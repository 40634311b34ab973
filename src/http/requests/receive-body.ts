import { createMiddleware } from "hono/factory";
import type { AppContext, AppEnv } from "../environment.ts";
import { Problem } from "../answers/problem.ts";

/** How long a body may take to arrive, in milliseconds: enough for 4 MiB at about half a megabit a second. */
const PATIENCE = 60_000;

/** How much of an unread body is drained, in bytes, and for how long, in milliseconds. */
const DRAINED = { most: 8 * 1024 * 1024, patience: 2_000 } as const;

/**
 * Receives the request's body into `c.var.body`.
 *
 * @param most the most bytes it may have; a longer body is refused with 413 as soon as that shows
 * @throws Problem also for a compressed body, whose size does not limit that of its contents
 */
export async function receiveBody(c: AppContext, most: number): Promise<void> {
  if (isEncoded(c.req.header("Content-Encoding"))) {
    const detail = "Send the body uncompressed and without the Content-Encoding header.";
    // RFC 9110, section 12.5.3.
    throw new Problem("unsupported-media-type", detail, { headers: { "Accept-Encoding": "identity" } });
  }
  if (Number(c.req.header("Content-Length")) > most) throw tooLarge(most);
  c.set("body", await receive(c.req.raw.body, most));
}

/** Whether a Content-Encoding header says that the body is encoded (RFC 9110, section 8.4). */
function isEncoded(codings = ""): boolean {
  return codings.split(",").some((coding) => !["", "identity"].includes(coding.trim().toLowerCase()));
}

/**
 * Drains a body that was not read, for any route, method or problem, and cancels it if it does not end soon. If a
 * client is still sending when the response goes out, its connection may be reset and the response lost. An endless
 * body that is left unread would hold the connection forever.
 */
export const drainBody = createMiddleware<AppEnv>(async (c, next) => {
  const { body } = c.req.raw;
  await next();
  if (body && !body.locked) await drain(body);
});

async function drain(body: ReadableStream<Uint8Array>): Promise<void> {
  // Errors do not matter: the body is discarded in any case.
  await readPieces(body, DRAINED.most, DRAINED.patience, () => undefined).catch(() => undefined);
  await body.cancel().catch(() => undefined);
}

/**
 * Reads a body to its end.
 *
 * @param most the most bytes it may have
 * @param patience how long it may take, in milliseconds
 * @throws Problem if it is too long, too slow or incomplete; the rest is left unread
 */
export async function receive(
  body: ReadableStream<Uint8Array> | null,
  most: number,
  patience = PATIENCE,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  const size = body ? await readPieces(body, most, patience, (piece) => pieces.push(piece)) : 0;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Passes a stream's pieces to `take`, and returns their total size in bytes. Cancels the stream when time is up. */
async function readPieces(
  stream: ReadableStream<Uint8Array>,
  most: number,
  patience: number,
  take: (piece: Uint8Array) => void,
): Promise<number> {
  const reader = stream.getReader();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    // This ends the pending read.
    void reader.cancel().catch(() => undefined);
  }, patience);
  try {
    for (let size = 0; ;) {
      const { done, value } = await reader.read().catch(() => {
        throw brokenOff();
      });
      if (isLate) throw tooSlow(patience);
      if (done) return size;
      size += value.length;
      if (size > most) throw tooLarge(most);
      take(value);
    }
  } finally {
    clearTimeout(timer);
    reader.releaseLock();
  }
}

function tooLarge(most: number): Problem {
  return new Problem("body-too-large", `The body may have at most ${most} bytes.`);
}

function tooSlow(patience: number): Problem {
  return new Problem("body-too-slow", `The body did not arrive within ${patience / 1000} seconds. Send it again.`);
}

function brokenOff(): Problem {
  return new Problem("invalid-body", "The body ended early. Send it again.");
}

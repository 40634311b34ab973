import { Unreachable } from "../transport/errors.ts";
import { concatenate } from "../../chain/text/concatenate.ts";

/**
 * Waits for one step of an exchange with a server.
 *
 * @param limit the timeout, in milliseconds; none if `undefined`
 * @param giveUp called on a timeout, to end the exchange
 * @throws Unreachable on a timeout
 */
export async function within<Result>(
  step: Promise<Result>,
  limit: number | undefined,
  giveUp: () => void,
): Promise<Result> {
  if (limit === undefined) return step;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Unreachable(`the ledger does not answer (nothing came for ${limit / 1000} seconds)`));
      giveUp();
    }, limit);
  });
  try {
    return await Promise.race([step, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Streams the chunks of a body as they arrive.
 *
 * @param limit the timeout for each chunk, in milliseconds; none if `undefined`
 * @throws Unreachable if a chunk does not arrive in time
 */
export async function* piecesOf(
  body: ReadableStream<Uint8Array> | null,
  limit: number | undefined,
): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), limit, cancel);
      if (done) return;
      yield value;
    }
  } finally {
    cancel();
  }
}

/**
 * Reads a short response.
 *
 * @param most the maximum length, in bytes
 * @param limit the timeout for the whole of it, in milliseconds; none if `undefined`
 * @throws Unreachable if it is longer, or does not arrive in time
 */
export async function bytesOf(response: Response, most: number, limit: number | undefined): Promise<Uint8Array> {
  const cancelled = new AbortController();
  const read = async () => {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of piecesOf(response.body, limit)) {
      length += piece.length;
      if (length > most) throw new Unreachable(`the ledger's answer is longer than ${most} bytes`);
      if (cancelled.signal.aborted) break;
      pieces.push(piece.slice());
    }
    return concatenate(pieces);
  };
  // This also limits a server that keeps sending a byte now and then.
  return within(read(), limit, () => cancelled.abort());
}

/** Reads the text of a short response. @param most, limit as for {@link bytesOf} */
export async function textOf(response: Response, most: number, limit: number | undefined): Promise<string> {
  return new TextDecoder().decode(await bytesOf(response, most, limit));
}

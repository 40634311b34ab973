import { Unreachable } from "./errors.ts";

/**
 * Waits for one step of an exchange with a server.
 *
 * @param limit how long to wait, in milliseconds; without end when absent
 * @param giveUp is called when the time is over, to end the exchange
 * @throws Unreachable when the time is over
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
 * The pieces of a body as they arrive.
 *
 * @param limit how long to wait for each, in milliseconds
 * @throws Unreachable when a piece does not come in time
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
 * The text of a short answer.
 *
 * @param most the most bytes that it may have
 * @throws Unreachable when it has more, or does not come in time
 */
export async function textOf(response: Response, most: number, limit: number | undefined): Promise<string> {
  const decoder = new TextDecoder();
  const cancelled = new AbortController();
  const read = async () => {
    let text = "";
    let length = 0;
    for await (const piece of piecesOf(response.body, limit)) {
      length += piece.length;
      if (length > most) throw new Unreachable(`the ledger's answer is longer than ${most} bytes`);
      if (cancelled.signal.aborted) break;
      text += decoder.decode(piece, { stream: true });
    }
    return text + decoder.decode();
  };
  // A server that sends a byte now and then is not waited for without end either.
  return within(read(), limit, () => cancelled.abort());
}

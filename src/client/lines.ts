/**
 * Splits bytes into lines of text, one at a time: NDJSON of any length passes through in constant memory.
 *
 * What is not UTF-8 is replaced, and so no block's bytes any more: its hash tells.
 *
 * @returns each line without its line feed; the rest behind the last line feed, if any, comes last, as `unfinished`
 */
export async function* linesOf(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<{ text: string; unfinished: boolean }> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) yield { text, unfinished: false };
  }
  rest += decoder.decode();
  if (rest) yield { text: rest, unfinished: true };
}

/** Reads a line or message; what is not JSON is no block either, and is refused as such. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

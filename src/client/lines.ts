import { JsonFault, parseCanonicalValues } from "../chain/json.ts";

const LINE_FEED = 0x0a;

/** What a line comes as that is not UTF-8: it is not JSON, so it is refused wherever JSON is read. */
const NOT_UTF8 = "\ufffd";

/** A byte order mark is part of its line, which has as many bytes as were read. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Splits bytes into lines of text, one at a time: NDJSON of any length passes through in constant memory.
 *
 * A line that is not UTF-8 comes as U+FFFD alone. To replace its wrong bytes only would give it the text, and the hash,
 * of a block that has this character there.
 *
 * @returns each line without its line feed; the rest behind the last line feed, if any, comes last, as `unfinished`
 */
export async function* linesOf(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<{ text: string; unfinished: boolean }> {
  let rest: Uint8Array[] = [];
  for await (const piece of pieces) {
    const end = piece.lastIndexOf(LINE_FEED);
    if (end >= 0) {
      for (const text of textsOf(joined([...rest, piece.subarray(0, end)]))) yield { text, unfinished: false };
      rest = [];
    }
    rest.push(piece.slice(end + 1));
  }
  const bytes = joined(rest);
  if (bytes.length > 0) yield { text: textOf(bytes), unfinished: true };
}

/** The texts of lines with a line feed between them. */
function textsOf(lines: Uint8Array): string[] {
  try {
    return decoder.decode(lines).split("\n");
  } catch {
    // Only the lines that are not UTF-8 are lost.
    return splitAt(lines, LINE_FEED).map(textOf);
  }
}

function textOf(line: Uint8Array): string {
  try {
    return decoder.decode(line);
  } catch {
    return NOT_UTF8;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (first && pieces.length === 1) return first;
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function splitAt(bytes: Uint8Array, separator: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let end; (end = bytes.indexOf(separator, start)) >= 0; start = end + 1) parts.push(bytes.subarray(start, end));
  return [...parts, bytes.subarray(start)];
}

/**
 * Reads a line or message as a block: JSON whose values are spelled as RFC 8785 writes them, in any order.
 *
 * @returns the {@link JsonFault} when it is not: validation finds it in the block's place, as a fault of its format
 */
export function parse(text: string): unknown {
  try {
    return parseCanonicalValues(text);
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
}

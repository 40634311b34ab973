import { JsonFault, parseCanonicalValues } from "../../chain/text/json.ts";
import { concatenate } from "../../chain/text/concatenate.ts";

/** The maximum length of a line, in bytes. Every block is shorter, even if it is older than the limits on records. */
const LINE_LIMIT = 4_194_304;

const LINE_FEED = 0x0a;

/** The input is not lines of text. The message says where and why. */
export class NotLines extends Error {}

/**
 * Splits bytes into lines of text, one at a time. NDJSON of any length takes constant memory and linear time.
 *
 * @returns each line without its line feed; any text after the last line feed comes last, as `unfinished`
 * @throws NotLines if a line is too long or not UTF-8; an unfinished line may end within a character
 */
export async function* linesOf(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<{ text: string; unfinished: boolean }> {
  let number = 1;
  let rest: Uint8Array[] = [];
  let length = 0;
  const keep = (bytes: Uint8Array) => {
    length += bytes.length;
    if (length > LINE_LIMIT) throw new NotLines(`line ${number} is longer than ${LINE_LIMIT} bytes`);
    rest.push(bytes);
  };
  const take = () => {
    const whole = rest.length === 1 && rest[0] ? rest[0] : concatenate(rest);
    rest = [];
    length = 0;
    return whole;
  };
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, start)) {
      keep(piece.subarray(start, end));
      start = end + 1;
      yield { text: decode(take(), number), unfinished: false };
      number += 1;
    }
    // Copy it, since the reader may reuse its buffer.
    if (start < piece.length) keep(piece.slice(start));
  }
  if (length > 0)
    yield { text: new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(take()), unfinished: true };
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array, number: number): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw new NotLines(`line ${number} is not UTF-8`);
  }
}

/**
 * Parses a line or message as a block: JSON whose values are serialized as in RFC 8785, with members in any order.
 *
 * @returns the value; `undefined` if it is not JSON; a {@link JsonFault} if it is JSON that is ambiguous or serialized
 *   differently, which validation then reports as a fault of the block's format
 */
export function parse(text: string): unknown {
  try {
    return parseCanonicalValues(text);
  } catch (error) {
    if (error instanceof JsonFault) return isJson(text) ? error : undefined;
    throw error;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

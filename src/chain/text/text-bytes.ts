import { storedTextFault } from "../records/record-rules.ts";

const decoder = new TextDecoder();
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What a byte of UTF-8 tells about its string: it has a visible character, or it needs a closer look. */
const VISIBLE = 1;
const ODD = 2;

/** For each byte value, its kinds as a bit set. */
const KINDS = new Uint8Array(256);

function mark(kind: number, from: number, to = from): void {
  KINDS.fill(kind, from, to + 1);
}

// Control characters, JSON escapes, bytes that do not occur in UTF-8, and the lead bytes of U+0080 to U+00BF and of
// U+2000 to U+2FFF, which include control characters and line separators.
mark(ODD, 0x00, 0x1f);
mark(VISIBLE, 0x21, 0x7e);
mark(ODD, BACKSLASH);
mark(ODD, 0x7f);
mark(ODD, 0xc0, 0xc2);
mark(ODD, 0xe2);
mark(ODD, 0xf5, 0xff);
// Lead bytes of U+00C0 to U+07FF except those of U+034F and U+061C, of U+0800 to U+0FFF, and of U+4000 to U+DFFF: none
// of these characters is white space or invisible. The remaining bytes tell nothing.
mark(VISIBLE, 0xc3, 0xcc);
mark(VISIBLE, 0xce, 0xd7);
mark(VISIBLE, 0xd9, 0xdf);
mark(VISIBLE, 0xe0);
mark(VISIBLE, 0xe4, 0xed);

/**
 * Finds the end of a JSON string in UTF-8 and checks that a block may hold the string; see {@link storedTextFault}. The
 * bytes alone prove this for most strings, which are not decoded.
 *
 * @param start the offset after the opening quote
 * @param limit the maximum length, in code points
 * @returns the offset of the closing quote, or -1 if there is none or a block may not hold the string
 */
export function endOfSound(bytes: Uint8Array, start: number, limit: number): number {
  let said = 0;
  let end = start;
  for (let byte; (byte = bytes[end]) !== QUOTE; end++) {
    if (byte === undefined) return -1;
    // A quote within the string is escaped (RFC 8785, section 3.2.2.2).
    if (byte === BACKSLASH) end++;
    said |= KINDS[byte] ?? ODD;
  }
  if (said !== VISIBLE || end - start > limit) return isSound(bytes.subarray(start - 1, end + 1), limit) ? end : -1;
  return end;
}

/** Checks a string that has to be decoded, given with its quotes. */
function isSound(json: Uint8Array, limit: number): boolean {
  try {
    return storedTextFault(JSON.parse(decoder.decode(json)) as string, limit) === undefined;
  } catch {
    // It is not JSON, so it does not come from a trusted producer of lines.
    return false;
  }
}

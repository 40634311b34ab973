import { storedTextFault } from "./record-rules.ts";

const decoder = new TextDecoder();
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What a byte of UTF-8 says of the text that it stands in: that something in it is visible, or that it takes a closer look. */
const VISIBLE = 1;
const ODD = 2;

/** Of each byte which of them it says, if any. */
const KINDS = new Uint8Array(256);

function mark(kind: number, from: number, to = from): void {
  KINDS.fill(kind, from, to + 1);
}

// Control characters, the escapes of JSON, bytes that UTF-8 does not have, and the first bytes of U+0080 to U+00BF and
// U+2000 to U+2FFF, among which are control characters and line separators.
mark(ODD, 0x00, 0x1f);
mark(VISIBLE, 0x21, 0x7e);
mark(ODD, BACKSLASH);
mark(ODD, 0x7f);
mark(ODD, 0xc0, 0xc2);
mark(ODD, 0xe2);
mark(ODD, 0xf5, 0xff);
// First bytes of U+00C0 to U+07FF but for those of U+034F and U+061C, of U+0800 to U+0FFF, and of U+4000 to U+DFFF: no
// character among them is white space or invisible. What the other bytes begin, or belong to, may be or not.
mark(VISIBLE, 0xc3, 0xcc);
mark(VISIBLE, 0xce, 0xd7);
mark(VISIBLE, 0xd9, 0xdf);
mark(VISIBLE, 0xe0);
mark(VISIBLE, 0xe4, 0xed);

/**
 * Looks for the end of a text in JSON, as UTF-8, which a block may hold; see `storedTextFault`. Most texts show byte by
 * byte that they are right, and need not be decoded.
 *
 * @param start where the text begins, behind its quote
 * @param limit the longest that it may be, in code points
 * @returns where the quote behind it stands, or -1 when there is none or the text is not one that a block may hold
 */
export function endOfSound(bytes: Uint8Array, start: number, limit: number): number {
  let said = 0;
  let end = start;
  for (let byte; (byte = bytes[end]) !== QUOTE; end++) {
    if (byte === undefined) return -1;
    // Within a text, quotes are escaped (RFC 8785, section 3.2.2.2).
    if (byte === BACKSLASH) end++;
    said |= KINDS[byte] ?? ODD;
  }
  if (said !== VISIBLE || end - start > limit) return isSound(bytes.subarray(start - 1, end + 1), limit) ? end : -1;
  return end;
}

/** The same of a text that has to be decoded, with its quotes. */
function isSound(json: Uint8Array, limit: number): boolean {
  try {
    return storedTextFault(JSON.parse(decoder.decode(json)) as string, limit) === undefined;
  } catch {
    // No JSON, and so not written by whoever vouches for the lines.
    return false;
  }
}

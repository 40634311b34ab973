import { Malformed } from "../chain/malformed.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * The text of UTF-8 bytes, without a byte order mark. Wrong bytes are not replaced: two files would be one text.
 *
 * @throws Malformed when they are not UTF-8
 */
export function utf8(bytes: ArrayBuffer | Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Malformed("the text is not UTF-8");
  }
}

import { Malformed } from "../../chain/text/malformed.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/**
 * Decodes UTF-8 without a byte order mark. Invalid bytes are not replaced, since two different files would then give
 * the same text.
 *
 * @throws Malformed if the bytes are not UTF-8
 */
export function utf8(bytes: ArrayBuffer | Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Malformed("the text is not UTF-8");
  }
}

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { base64url, base64urlInto, fromBase64url } from "../../src/chain/text/base64url.ts";

test("base64url is that of Node for all bytes, and is decoded to them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = Buffer.from(bytes).toString("base64url");
      expect(base64url(bytes)).toBe(text);
      expect(fromBase64url(text)).toEqual(bytes);
      const target = new Uint8Array(text.length + 4);
      base64urlInto(bytes, target, 2);
      expect(Buffer.from(target).toString("latin1")).toBe(`\0\0${text}\0\0`);
    }),
  );
  const long = new Uint8Array(100_000).map((_, place) => place);
  expect(fromBase64url(base64url(long))).toEqual(long);
});

test("any text is base64url in one spelling only", () => {
  const characters = fc.constantFrom(..."ABab09-_+/= \n");
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: characters }), fc.string()), (text) => {
      const bytes = fromBase64url(text);
      expect(bytes === undefined || base64url(bytes) === text).toBe(true);
    }),
    { numRuns: 2000 },
  );
  for (const text of ["A", "AB", "AAB", "AA=", "AA==", "A A", "AA\n", "+/", "é"])
    expect(fromBase64url(text)).toBeUndefined();
  for (const text of ["", "AA", "AAA", "_w", "-_-_"]) expect(fromBase64url(text)).toBeDefined();
});

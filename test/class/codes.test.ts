import * as fc from "fast-check";
import { createHmac, hkdfSync } from "node:crypto";
import { expect, test } from "vitest";
import { codeKey, codeOf, readCode } from "../../src/class/codes.ts";

const SECRET = Buffer.alloc(32, 7).toString("base64url");
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

test("a code is what node:crypto computes from the same key", async () => {
  const key = hkdfSync("sha256", Buffer.alloc(32, 7), "", "patient-ledger class code\nclass-7b", 32);
  const mac = createHmac("sha256", Buffer.from(key)).update(Buffer.from("0000000700000002", "hex")).digest();
  const letters = [...mac.subarray(0, 8)].map((byte) => ALPHABET[byte % 32]).join("");
  expect(await codeOf(await codeKey(SECRET, "class-7b"), 7, 2)).toBe(`${letters.slice(0, 4)}-${letters.slice(4)}`);
});

test("no two students, issues or classes share a code", async () => {
  const keys = await Promise.all(["a", "b"].map((name) => codeKey(SECRET, name)));
  const codes = await Promise.all(
    keys.flatMap((key) =>
      Array.from({ length: 300 }, (_, place) => codeOf(key, (place % 99) + 1, Math.floor(place / 99) + 1)),
    ),
  );
  expect(new Set(codes).size).toBe(600);
});

test("a code is read however it is typed", async () => {
  const key = await codeKey(SECRET, "class");
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 99 }),
      fc.array(fc.constantFrom(" ", "-", "–", "\u00a0"), { maxLength: 4 }),
      async (student, breaks) => {
        const code = await codeOf(key, student, 1);
        const letters = [...code.replace("-", "").toLowerCase().replaceAll("0", "o").replaceAll("1", "l")];
        breaks.forEach((sign, place) => letters.splice(place * 2, 0, sign));
        expect(readCode(letters.join(""))).toBe(code);
      },
    ),
  );
});

test.each(["", "K7QM-2FX", "K7QM-2FXPP", "K7QM-2FXU", "K7QM-2FX!", "ÄÄÄÄ-ÄÄÄÄ"])("%j is no code", (typed) => {
  expect(readCode(typed)).toBeUndefined();
});

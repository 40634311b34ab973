import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { canonicalBlock, digestBlock, hashBlock, type UnhashedBlock } from "../../src/chain/block.ts";
import { canonicalBytes, canonicalText } from "../../src/chain/text/canonical.ts";
import { hex, isHexHash, isHexOf } from "../../src/chain/text/hex.ts";
import { blockHashChain, squaresChain, tipOf } from "../support/chain/chains.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 80 }),
  // Characters that JSON escapes, and some that it does not, although one might expect it.
  fc.string({ unit: fc.constantFrom("\u0000", "\u001f", "\b", "\n", '"', "\\", "/", "\u007f", "\u2028", "é", "𠮷") }),
);
const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const blocks: fc.Arbitrary<UnhashedBlock> = fc.record(
  {
    timestamp: text,
    proof: whole,
    patient_name: text,
    index: whole,
    patient_ID: text,
    Reg_no: text,
    mined_by: text,
    // Every combination of the optional attributes.
    author: text,
    corrects: whole,
    difficulty: whole,
    previous_hash: text,
  },
  {
    requiredKeys: ["timestamp", "proof", "patient_name", "index", "patient_ID", "Reg_no", "mined_by", "previous_hash"],
  },
);

describe("a block's canonical form, written directly", () => {
  test("equals the output of the general serializer, whatever the block contains", () => {
    fc.assert(
      fc.property(blocks, (block) => {
        expect(canonicalBlock(block)).toBe(canonicalText(block));
      }),
    );
  });

  test("omits undefined attributes", () => {
    const { hash: _, ...block } = tipOf(squaresChain);
    const undefinedOnes = { author: undefined, corrects: undefined, difficulty: undefined };
    expect(canonicalBlock({ ...block, ...undefinedOnes } as unknown as UnhashedBlock)).toBe(canonicalText(block));
  });

  test("omits the hash", () => {
    for (const block of [tipOf(squaresChain), tipOf(blockHashChain)]) {
      const { hash: _, ...unhashed } = block;
      expect(canonicalBlock(block)).toBe(canonicalText(unhashed));
    }
  });

  test.each(["timestamp", "patient_name", "patient_ID", "Reg_no", "author", "mined_by", "previous_hash"])(
    "refuses a lone surrogate in %s, like the general serializer",
    (name) => {
      const { hash: _, ...block } = tipOf(squaresChain);
      for (const lone of ["\ud800", "a\udfffb", "\ude00\ud83d"]) {
        const broken = { ...block, [name]: lone };
        expect(() => canonicalText(broken)).toThrow(/surrogate/);
        expect(() => canonicalBlock(broken)).toThrow(/surrogate/);
      }
    },
  );
});

describe("a block's hash", () => {
  test("is the hash of its canonical bytes, however long its texts are", async () => {
    const block = { ...tipOf(squaresChain), patient_name: "" };
    for (const length of [0, 1, 500, 1700, 2047, 2048, 2049, 100_000]) {
      for (const unit of ["a", "é", "字", "𠮷"]) {
        const { hash: _, ...long } = { ...block, patient_name: unit.repeat(length) };
        const digest = await crypto.subtle.digest("SHA-256", canonicalBytes(long));
        expect(await hashBlock(long)).toBe(hex(new Uint8Array(digest)));
      }
    }
  });

  test("is not affected by others that are computed at the same time", async () => {
    const numbered = Array.from({ length: 50 }, (_, number) => ({ ...tipOf(squaresChain), proof: number }));
    const alone: string[] = [];
    for (const block of numbered) alone.push(await hashBlock(block));

    expect(await Promise.all(numbered.map(hashBlock))).toEqual(alone);
    expect(new Set(alone).size).toBe(50);
  });

  test("is computed by one call of crypto.subtle", async () => {
    const digest = vi.spyOn(crypto.subtle, "digest");
    try {
      await digestBlock(tipOf(squaresChain));
      expect(digest).toHaveBeenCalledTimes(1);
    } finally {
      digest.mockRestore();
    }
  });
});

describe("the hexadecimal parser", () => {
  test("distinguishes the text of bytes from every other text", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(79),
        fc.string({ minLength: 1, maxLength: 1 }),
        (bytes, place, other) => {
          const written = hex(bytes);
          expect(isHexOf(written, bytes)).toBe(true);
          expect(isHexOf(`${written}00`, bytes)).toBe(false);
          expect(isHexOf(written.slice(1), bytes)).toBe(bytes.length === 0);
          const changed = written.slice(0, place) + other + written.slice(place + 1);
          expect(isHexOf(changed, bytes)).toBe(changed === written);
        },
      ),
    );
  });

  test("accepts only 64 lower-case digits as a hash", () => {
    const digits = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code)).filter((character) =>
      isHexHash(character.repeat(64)),
    );
    expect(digits.join("")).toBe("0123456789abcdef");
    for (const length of [0, 63, 65, 128]) expect(isHexHash("a".repeat(length))).toBe(false);
    for (let place = 0; place < 64; place++) {
      expect(isHexHash(`${"a".repeat(place)}A${"a".repeat(63 - place)}`)).toBe(false);
    }
  });
});

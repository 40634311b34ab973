import { describe, expect, test } from "vitest";
import { canonicalText } from "../../../src/chain/canonical.ts";
import { canonicalEntry } from "../../../src/chain/sealed/entry.ts";
import { canonicalHeader, headerOf } from "../../../src/chain/sealed/header.ts";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { ANY_TIME } from "../../support/chain/chains.ts";
import { faultyChains, sealedChains, textsOf } from "../../support/chain/sealed-chains.ts";

describe.each(sealedChains)("the $name vector chain", ({ chain }) => {
  test("is valid, as blocks and as texts", async () => {
    const validator = new SealedValidator(ANY_TIME);
    expect(await validator.check(chain)).toBeUndefined();
    const byTexts = new SealedValidator(ANY_TIME);
    for (const block of chain) expect(await byTexts.checkTexts(headerOf(block), textsOf(block))).toBeUndefined();
    for (const { length, tip } of [validator, byTexts]) {
      expect(length).toBe(chain.length);
      expect(tip).toEqual(headerOf(chain.at(-1) as (typeof chain)[number]));
    }
  });

  test("has the canonical texts of an independent RFC 8785 implementation", () => {
    for (const block of chain) {
      const { hash: _, ...unhashed } = headerOf(block);
      expect(canonicalHeader(unhashed)).toBe(canonicalText(unhashed));
      for (const entry of block.entries) expect(canonicalEntry(entry)).toBe(canonicalText(entry));
    }
  });
});

describe("a vector chain with one fault, mined again", () => {
  test.each(faultyChains)("$name: is found by rule $fault.rule in block $fault.index", async ({ chain, fault }) => {
    const validator = new SealedValidator(ANY_TIME);
    expect(await validator.check(chain)).toMatchObject(fault);
    expect(validator.length).toBe(fault.index - 1);
  });
});

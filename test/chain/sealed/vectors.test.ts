import { describe, expect, test } from "vitest";
import { canonicalText } from "../../../src/chain/text/canonical.ts";
import { canonicalEntry, type Entry } from "../../../src/chain/sealed/entry.ts";
import { signedText } from "../../../src/chain/sealed/entry-signature.ts";
import { parseEntryText, signedRecord } from "../../../src/chain/sealed/entry-text.ts";
import { canonicalHeader, headerOf } from "../../../src/chain/sealed/header.ts";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { ANY_TIME } from "../../support/chain/chains.ts";
import { faultyChains, sealedChains, signedVectors, textsOf } from "../../support/chain/sealed-chains.ts";

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

describe("the short ways of reading a signed record and of what was signed", () => {
  const entries = signedVectors.chain.flatMap((block) => block.entries);
  const records = entries.filter((entry) => entry.kind === "record");

  test("give what the general ones give", () => {
    expect(records.length).toBeGreaterThan(0);
    for (const entry of records) expect(signedRecord(canonicalText(entry))).toEqual(entry);
    for (const entry of entries) {
      const { signature: _, endorsement: __, ...rest } = entry as Entry & { signature?: string; endorsement?: string };
      expect(signedText(entry, "0".repeat(64), "signature")).toBe(canonicalText({ ...rest, ledger: "0".repeat(64) }));
    }
  });

  test.each<[string, object]>([
    ["a member more", { note: 1 }],
    ["another kind", { kind: "correction" }],
    ["an author with a quote", { author: 'a"b' }],
    ["a commitment that is none", { commitment: 'x","kind":"erasure' }],
    ["a seen block with a member more", { seen: { hash: "0".repeat(64), index: 1, note: 1 } }],
    ["a seen block without a hash", { seen: { hash: 'x","', index: 1 } }],
    ["a seen block that is no number", { seen: { hash: "0".repeat(64), index: "1" } }],
    ["a seen block at 1.5", { seen: { hash: "0".repeat(64), index: 1.5 } }],
    ["a signature with a quote", { signature: 'a"b' }],
  ])("leave to the general ones a record with %s", (_, edit) => {
    const { signature, ...rest } = { ...records[0], ...edit } as Record<string, unknown>;
    const text = canonicalText({ ...rest, signature });
    expect(signedText({ ...rest, signature } as unknown as Entry, "0".repeat(64), "signature")).toBe(
      canonicalText({ ...rest, ledger: "0".repeat(64) }),
    );
    expect(signedRecord(text)).toBeUndefined();
    expect(parseEntryText(text)).toEqual({ ...rest, signature });
  });
});

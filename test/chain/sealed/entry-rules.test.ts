import { describe, expect, test } from "vitest";
import type { Fault } from "../../../src/chain/fault.ts";
import type { Entry } from "../../../src/chain/sealed/entry.ts";
import { headerOf, type SealedBlock } from "../../../src/chain/sealed/header.ts";
import { UnknownVersion } from "../../../src/chain/sealed/unknown-version.ts";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { ANY_TIME } from "../../support/chain/chains.ts";
import { blockAfter, chainOf, commitment, FOUNDING, mined, record } from "../../support/chain/sealed-builder.ts";
import { textsOf } from "../../support/chain/sealed-chains.ts";

/** The first fault of a chain, which is the same for blocks and for texts. */
async function faultOf(chain: readonly SealedBlock[]): Promise<Fault | undefined> {
  const byTexts = new SealedValidator(ANY_TIME);
  let fault: Fault | undefined;
  for (const block of chain) fault ??= await byTexts.checkTexts(headerOf(block), textsOf(block));
  expect(await new SealedValidator(ANY_TIME).check(chain)).toEqual(fault);
  return fault;
}

const correction = (corrects: number, name: string): Entry => ({
  kind: "correction",
  commitment: commitment(name),
  corrects,
});
const erasure = (erases: number): Entry => ({ kind: "erasure", erases });

describe("the entries of a valid chain", () => {
  test.each<[string, (readonly Entry[])[]]>([
    ["one record a block", [[record(1)], [record(2)]]],
    ["several records in a block", [[record(1), record(2), record(3)]]],
    ["a correction of an earlier block's record", [[record(1)], [correction(2, "a")]]],
    ["a correction in the same block", [[record(1), correction(2, "a"), correction(3, "b")]]],
    ["an erasure of a correction", [[record(1)], [correction(2, "a")], [erasure(3)]]],
    ["an erasure in the same block", [[record(1), erasure(2), record(3)]]],
    ["a thousand entries", [Array.from({ length: 1000 }, (_, n) => record(n))]],
  ])("may be %s", async (_, blocks) => {
    expect(await faultOf(chainOf(blocks))).toBeUndefined();
  });
});

describe("the rule `entry`", () => {
  const key = { kty: "OKP", crv: "Ed25519", x: "0musm8esjvgpqvxf8FzutGLdIbXXjxiocP2Td-4wiGw" };
  const seen = { index: 1, hash: "0".repeat(64) };
  const author = "A".repeat(43);
  const signature = "x";
  test.each<[string, object]>([
    ["no kind", { commitment: commitment(1) }],
    ["an unknown kind", { kind: "note", commitment: commitment(1) }],
    ["the name of something that every object has as its kind", { kind: "toString" }],
    ["a kind that is no text", { kind: ["record"], commitment: commitment(1) }],
    ["no commitment", { kind: "record" }],
    ["a short commitment", { kind: "record", commitment: "ab" }],
    ["an upper-case commitment", { kind: "record", commitment: commitment(1).toUpperCase() }],
    ["a commitment that is no text", { kind: "record", commitment: [commitment(1)] }],
    ["null as a commitment", { kind: "record", commitment: null }],
    ["a patient's name", { ...record(1), patient_name: "Alice" }],
    ["an attribute of another kind", { ...record(1), corrects: 2 }],
    ["a second founding", FOUNDING],
    ["a second founding of a later version", { ...FOUNDING, version: 2 }],
    ["an author without a signature", { ...record(1), author }],
    ["a signature without what was seen", { ...record(1), author, signature }],
    ["what was seen alone", { ...record(1), seen }],
    ["an author that is no thumbprint", { ...record(1), author: "dr-rao", seen, signature }],
    ["more of what was seen", { ...record(1), author, signature, seen: { ...seen, at: 1 } }],
    ["less of what was seen", { ...record(1), author, signature, seen: { index: 1 } }],
    ["block 0 as seen", { ...record(1), author, signature, seen: { ...seen, index: 0 } }],
    ["a correction of nothing", { kind: "correction", commitment: commitment(1) }],
    ["a correction of part of an entry", { kind: "correction", commitment: commitment(1), corrects: 1.5 }],
    ["an erasure of text", { kind: "erasure", erases: "2" }],
    ["an erasure with a commitment", { ...erasure(2), commitment: commitment(1) }],
    ["an erasure with a reason", { ...erasure(2), reason: "request" }],
    ["a key without a signature", { kind: "key", public_key: key, commitment: commitment(1) }],
    ["a key without a subject", { kind: "key", public_key: key, signature }],
    ["a key that is a list", { kind: "key", public_key: [key], commitment: commitment(1), signature }],
    ["a key with an author", { kind: "key", public_key: key, commitment: commitment(1), signature, author }],
    ["a revocation of nothing", { kind: "revocation" }],
    ["a revocation with a reason", { kind: "revocation", revokes: author, reason: "lost" }],
    ["a dispute since block 0", { kind: "revocation", revokes: author, compromised_since: 0 }],
  ])("finds %s", async (_, entry) => {
    const chain = chainOf([[record("a"), entry, record("b")]]);
    expect(await faultOf(chain)).toMatchObject({ index: 2, rule: "entry", detail: expect.stringMatching(/^Entry 3 /) });
  });

  test.each<[string, (readonly Entry[])[], number]>([
    ["a correction of genesis", [[correction(1, "a")]], 2],
    ["a correction of itself", [[correction(2, "a")]], 2],
    ["a correction of what is still to come", [[correction(3, "a"), record(1)]], 2],
    ["a correction of a replaced version", [[record(1)], [correction(2, "a")], [correction(2, "b")]], 4],
    ["two corrections of one version in a block", [[record(1)], [correction(2, "a"), correction(2, "b")]], 3],
    ["a correction of an erased version", [[record(1)], [erasure(2)], [correction(2, "b")]], 4],
    ["a correction of an erasure", [[record(1)], [erasure(2)], [correction(3, "b")]], 4],
    ["an erasure of a replaced version", [[record(1)], [correction(2, "a")], [erasure(2)]], 4],
    ["an erasure of genesis", [[erasure(1)]], 2],
    ["an erasure of itself", [[erasure(2)]], 2],
    ["two erasures in a block", [[record(1), erasure(2), erasure(2)]], 2],
    ["a commitment twice in a block", [[record(1), record(2), record(1)]], 2],
    ["a commitment twice in a chain", [[record(1)], [record(2)], [record(1)]], 4],
    ["a correction with the commitment of its record", [[record("a")], [correction(2, "a")]], 3],
    ["a commitment that was erased", [[record("a")], [erasure(2)], [record("a")]], 4],
  ])("finds %s", async (_, blocks, index) => {
    expect(await faultOf(chainOf(blocks))).toMatchObject({ index, rule: "entry" });
  });

  test.each<[string, object]>([
    ["a record", record(1)],
    ["another difficulty than its header's", { ...FOUNDING, difficulty: 9 }],
    ["another puzzle", { ...FOUNDING, puzzle: "squares" }],
    ["plain records", { ...FOUNDING, records: "plain" }],
    ["a short id", { ...FOUNDING, id: "00" }],
    ["version 0", { ...FOUNDING, version: 0 }],
    ["version 1 as text", { ...FOUNDING, version: "1" }],
    ["a part of a later version", { ...FOUNDING, version: 1.5 }],
    ["signatures that may be left out", { ...FOUNDING, signatures: "optional" }],
  ])("finds a founding that is or has %s", async (_, entry) => {
    expect(await faultOf([blockAfter([], [entry])])).toMatchObject({ index: 1, rule: "entry" });
  });

  test("does not quote what an entry holds", async () => {
    const secret = "Eve-4711";
    for (const entry of [
      { ...record(1), [secret]: secret },
      { kind: secret },
      { kind: "record", commitment: secret },
    ]) {
      expect(JSON.stringify(await faultOf(chainOf([[entry]])))).not.toContain(secret);
    }
  });
});

describe("the rule `entries`", () => {
  const chain = chainOf([[record(1), record(2)], [record(3)]]);
  const [genesis, second] = chain as [SealedBlock, SealedBlock];
  test.each<[string, SealedBlock[], number]>([
    ["a gap in the numbers", [...chain, blockAfter(chain, [record(4)], { first_entry: 6, last_entry: 6 })], 4],
    ["a number twice", [...chain, blockAfter(chain, [record(4)], { first_entry: 4, last_entry: 4 })], 4],
    ["more entries than numbers", [genesis, blockAfter([genesis], [record(1), record(2)], { last_entry: 2 })], 2],
    ["more numbers than entries", [genesis, blockAfter([genesis], [record(1)], { last_entry: 9 })], 2],
    ["numbers that run backwards", [genesis, blockAfter([genesis], [record(1)], { last_entry: 1 })], 2],
    ["no entries", [genesis, blockAfter([genesis], [])], 2],
    [
      "1,001 entries",
      [
        genesis,
        blockAfter(
          [genesis],
          Array.from({ length: 1001 }, (_, n) => record(n)),
        ),
      ],
      2,
    ],
    ["more than a mebibyte", [genesis, blockAfter([genesis], [{ kind: "x".repeat(1024 * 1024) }])], 2],
    ["a mebibyte of few, but long characters", [genesis, blockAfter([genesis], [{ kind: "€".repeat(400_000) }])], 2],
    ["genesis that starts with number 2", [blockAfter([], [FOUNDING], { first_entry: 2, last_entry: 2 })], 1],
    ["genesis with a record", [blockAfter([], [FOUNDING, record(1)])], 1],
    ["genesis without a founding", [blockAfter([], [], { last_entry: 1 })], 1],
  ])("finds %s", async (_, blocks, index) => {
    expect(await faultOf(blocks)).toMatchObject({ index, rule: "entries" });
  });

  test("comes after `merkle_root`, which finds entries that were taken away", async () => {
    const [entry] = second.entries;
    for (const entries of [[], [entry as Entry], [...second.entries, record(9)]]) {
      expect(await faultOf([genesis, { ...second, entries }])).toMatchObject({ index: 2, rule: "merkle_root" });
    }
  });
});

describe("the rules for a header", () => {
  const chain = chainOf([[record(1)], [record(2)]]);
  const [genesis, second, third] = chain as [SealedBlock, SealedBlock, SealedBlock];
  const { hash: __, ...unmined } = second;
  const edits: [string, SealedBlock[], string, number][] = [
    ["a block left out", [genesis, third], "index", 2],
    ["an edited header", [genesis, { ...second, mined_by: "0123456789abcdef" }], "hash", 2],
    ["another predecessor", [genesis, mined({ ...unmined, previous_hash: "1".repeat(64) })], "previous_hash", 2],
    ["another difficulty", [genesis, mined({ ...unmined, difficulty: 9 })], "difficulty", 2],
    ["an earlier time", [genesis, mined({ ...unmined, timestamp: "2026-01-01T00:00:00.000Z" })], "timestamp", 2],
    ["a genesis that the ledger mined", [blockAfter([], [FOUNDING], { mined_by: "ledger" })], "genesis", 1],
    ["a genesis with a predecessor", [blockAfter([], [FOUNDING], { previous_hash: "0".repeat(64) })], "genesis", 1],
  ];
  test.each(edits)("find %s", async (_, blocks, rule, index) => {
    expect(await faultOf(blocks)).toMatchObject({ index, rule });
  });

  test("find a block that was not mined", async () => {
    for (let proof = 0; ; proof++) {
      const block = { ...second, proof };
      const fault = await faultOf([genesis, block]);
      if (fault?.rule !== "hash") throw new Error("its hash was kept");
      const relabelled = { ...block, hash: fault.expected };
      if (fault.expected.startsWith("00")) continue;
      expect(await faultOf([genesis, relabelled])).toMatchObject({ index: 2, rule: "proof" });
      return;
    }
  });

  test("find a timestamp in the future", async () => {
    const now = Date.parse(second.timestamp) - 120_000;
    expect(await new SealedValidator({ now: () => now }).check(chain)).toMatchObject({ index: 3, rule: "timestamp" });
    expect(await new SealedValidator({ now: () => now + 1000 }).check(chain)).toBeUndefined();
  });

  test("find another genesis or puzzle than those that the caller knows", async () => {
    const puzzle = { puzzle: "block-hash", difficulty: 9 } as const;
    const options = (expected: object) => new SealedValidator({ ...ANY_TIME, expected }).check(chain);
    expect(await options({ genesis: "0".repeat(64) })).toMatchObject({ index: 1, rule: "genesis" });
    expect(await options({ puzzle })).toMatchObject({ index: 1, rule: "difficulty" });
    expect(await options({ puzzle: { ...puzzle, difficulty: 8 }, genesis: genesis.hash })).toBeUndefined();
  });
});

describe("a ledger of a later version", () => {
  test.each([2, 3, 2 ** 53 - 1])("%i is not called faulty, nor valid", async (version) => {
    const chain = chainOf([[record(1)]], { version });
    await expect(new SealedValidator(ANY_TIME).check(chain)).rejects.toThrow(UnknownVersion);
    // Nothing is known about it, not even what a block looks like.
    const genesis = { format: "another", entries: [{ kind: "founding", version }] };
    await expect(new SealedValidator(ANY_TIME).next(genesis)).rejects.toMatchObject({
      name: "UnknownVersion",
      version,
    });
    const [block] = chain as [SealedBlock];
    for (const header of [headerOf(block), { format: "another" }]) {
      const texts = new SealedValidator(ANY_TIME).checkTexts(header, textsOf(block));
      await expect(texts).rejects.toThrow(UnknownVersion);
    }
  });
});

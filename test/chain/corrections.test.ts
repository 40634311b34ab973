import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, canonicalBlock, sealBlock } from "../../src/chain/block.ts";
import { blockFaults } from "../../src/chain/block-faults.ts";
import type { Fault } from "../../src/chain/fault.ts";
import { ChainValidator } from "../../src/chain/validation.ts";
import { NumberTable } from "../../src/ledger/reading/number-table.ts";
import distinctProofs from "../support/chain/distinct-proofs.json" with { type: "json" };
import { ANY_TIME, blockAt, squaresChain } from "../support/chain/chains.ts";
import { type Claim, ModelOfRecords } from "../support/chain/model-of-records.ts";

const encoder = new TextEncoder();

/** A valid `squares` chain but for what its blocks claim. */
async function chainOf(claims: readonly Claim[]): Promise<Block[]> {
  const chain = [blockAt(squaresChain, 1)];
  for (const [place, { Reg_no, corrects }] of claims.entries()) {
    const { hash, timestamp } = blockAt(chain, chain.length);
    const content = { patient_name: "Alice", patient_ID: "1", Reg_no, mined_by: "dr-rao" };
    const optional = corrects === undefined ? {} : { corrects };
    const proof = distinctProofs[place + 1] ?? Number.NaN;
    chain.push(await sealBlock({ index: place + 2, timestamp, ...content, ...optional, proof, previous_hash: hash }));
  }
  return chain;
}

function linesOf(blocks: readonly Block[]) {
  return encoder.encode(blocks.map((block) => block.hash + canonicalBlock(block)).join("\n"));
}

/** A table of numbers over blocks, as a ledger's check has it, for a check that begins at `first`. */
function tableOver(chain: readonly Block[], first: number): NumberTable {
  const find = (wanted: (block: Block) => boolean, before: number) =>
    chain.findLast((block) => block.index > 1 && block.index < before && wanted(block))?.index;
  const held = {
    regNoAt: (index: number) => chain[index - 1]?.Reg_no,
    newestHolder: (regNo: string, before: number) => find(({ Reg_no }) => Reg_no === regNo, before),
    correctedBy: (index: number) => chain[index - 1]?.corrects,
    correctionOf: (index: number, before: number) => find(({ corrects }) => corrects === index, before),
  };
  return new NumberTable(held, first, chain.length, Uint32Array.of(1, 2));
}

/** Follows the blocks after a tip in stretches of these lengths, and checks those of a refused stretch one by one. */
async function followed(chain: readonly Block[], lengths: readonly number[], table?: NumberTable) {
  const validator = ChainValidator.after(blockAt(chain, 1), { ...ANY_TIME, ...(table && { numbers: table }) });
  for (let stretch = 0; validator.length < chain.length; stretch++) {
    const from = validator.length;
    const to = Math.min(chain.length, from + (lengths[stretch % lengths.length] ?? 1));
    if (await validator.follow(linesOf(chain.slice(from, to)), to)) continue;
    expect(validator.length).toBe(from);
    const fault = await validator.check(chain.slice(from, to));
    if (fault) return fault;
  }
  return undefined;
}

/** The verdict of every validation on a chain, which must be the same. */
async function verdictOn(chain: readonly Block[], lengths: readonly number[] = [chain.length]) {
  const fault = await new ChainValidator(ANY_TIME).check(chain);
  expect((await blockFaults(chain, Infinity)).find((each) => each !== undefined)).toEqual(fault);
  expect(await followed(chain, lengths)).toEqual(fault);
  expect(await followed(chain, lengths, tableOver(chain, 1))).toEqual(fault);
  expect(await new ChainValidator({ ...ANY_TIME, numbers: tableOver(chain, 1) }).check(chain)).toEqual(fault);
  // Of the blocks before it, a check that begins later takes what the database says.
  for (let first = 2; first <= (fault?.index ?? chain.length); first++) {
    const validator = new ChainValidator({ ...ANY_TIME, numbers: tableOver(chain, first) }, first);
    expect(await validator.check(chain.slice(first - 1))).toEqual(fault);
  }
  return fault;
}

/** A registration, or a correction of some current version, or of any earlier block. */
const WISHES = fc.array(
  fc.record({
    Reg_no: fc.constantFrom("A", "B", "C", "D", "E", "F", "G"),
    kind: fc.constantFrom("register", "correct current", "correct current", "correct any"),
    choice: fc.nat(20),
  }),
  { minLength: 8, maxLength: 40 },
);

/** Turns wishes into the claims that the model accepts, and lets one that it refuses stand as the last. */
function claimsOf(wishes: typeof WISHES extends fc.Arbitrary<infer Wishes> ? Wishes : never, faulty: number) {
  const model = new ModelOfRecords();
  const claims: Claim[] = [];
  for (const { Reg_no, kind, choice } of wishes) {
    const index = claims.length + 2;
    const { current } = model;
    const corrects = kind === "correct any" ? 2 + (choice % index) : current[choice % current.length];
    const claim = kind === "register" || corrects === undefined ? { Reg_no } : { Reg_no, corrects };
    if (claim.corrects !== undefined && claim.corrects >= index) continue;
    const isRefused = model.faults(claim).length > 0;
    if (isRefused && claims.length < faulty) continue;
    claims.push(claim);
    if (isRefused) return { claims, refused: index };
    model.add(index, claim);
  }
  return { claims, refused: undefined };
}

describe("registrations and corrections in any order", () => {
  test("are valid exactly where a small model accepts them, under every kind of validation", async () => {
    let corrections = 0;
    let faults = 0;
    const runs = fc.asyncProperty(
      WISHES,
      fc.nat(8),
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
      async (wishes, faulty, lengths) => {
        const { claims, refused } = claimsOf(wishes, faulty);
        const chain = await chainOf(claims);
        corrections += chain.filter(({ corrects }) => corrects !== undefined).length;
        const fault = await verdictOn(chain, lengths);
        expect(fault?.index).toBe(refused);
        expect([undefined, "record"]).toContain(fault?.rule);
        if (fault) faults += 1;
      },
    );
    await fc.assert(runs, { numRuns: 200 });
    expect(corrections).toBeGreaterThan(200);
    expect(faults).toBeGreaterThan(30);
  });

  test("are never called faulty by a validation that does not know the beginning", async () => {
    const runs = fc.asyncProperty(WISHES, fc.nat(8), async (wishes, faulty) => {
      const { claims, refused } = claimsOf(wishes, faulty);
      const chain = await chainOf(claims);
      const faultyAt = refused ?? chain.length + 1;
      for (let known = 1; known < Math.min(faultyAt, chain.length); known++) {
        const tip = blockAt(chain, known);
        const fault = await ChainValidator.after(tip, ANY_TIME).check(chain.slice(known));
        expect([undefined, faultyAt]).toContain(fault?.index);
        expect((await blockFaults(chain.slice(known), Infinity, tip)).find((each) => each)).toEqual(fault);
        const isFollowed = await ChainValidator.after(tip, ANY_TIME).follow(linesOf(chain.slice(known)), chain.length);
        expect(isFollowed).toBe(fault === undefined);
      }
    });
    await fc.assert(runs, { numRuns: 100 });
  });
});

/** A chain's claims from block 2 on, and the fault of the last one, if it has one. */
const TABLE: readonly [string, readonly Claim[], Partial<Fault> | undefined][] = [
  [
    "a correction may change the registration number, and the next one may change it back",
    [{ Reg_no: "A" }, { Reg_no: "B", corrects: 2 }, { Reg_no: "C", corrects: 3 }, { Reg_no: "A", corrects: 4 }],
    undefined,
  ],
  [
    "a registration may not take a number that a record no longer has",
    [{ Reg_no: "A" }, { Reg_no: "B", corrects: 2 }, { Reg_no: "A" }],
    { expected: "a registration number that no earlier block has", actual: "the registration number of block 2" },
  ],
  [
    "a registration may not take a number that a correction brought",
    [{ Reg_no: "A" }, { Reg_no: "B", corrects: 2 }, { Reg_no: "B" }],
    { expected: "a registration number that no earlier block has", actual: "the registration number of block 3" },
  ],
  [
    "a correction may not take a number that another record no longer has",
    [{ Reg_no: "A" }, { Reg_no: "B", corrects: 2 }, { Reg_no: "C" }, { Reg_no: "A", corrects: 4 }],
    { expected: "corrects: 3", actual: "corrects: 4" },
  ],
  [
    "a correction may not take a number that another record's correction brought",
    [{ Reg_no: "A" }, { Reg_no: "B", corrects: 2 }, { Reg_no: "C" }, { Reg_no: "B", corrects: 4 }],
    { expected: "corrects: 3", actual: "corrects: 4" },
  ],
  [
    "two corrections may not replace one version, whatever their numbers",
    [{ Reg_no: "A" }, { Reg_no: "B", corrects: 2 }, { Reg_no: "C", corrects: 2 }],
    { expected: "corrects: 3", actual: "corrects: 2" },
  ],
  [
    "a correction may not go back to the registration of a record that was corrected twice",
    [{ Reg_no: "A" }, { Reg_no: "B", corrects: 2 }, { Reg_no: "C", corrects: 3 }, { Reg_no: "D", corrects: 2 }],
    { expected: "corrects: 4", actual: "corrects: 2" },
  ],
];

test.each(TABLE)("%s", async (_, claims, fault) => {
  const chain = await chainOf(claims);
  const detail: unknown = expect.any(String);
  expect(await verdictOn(chain)).toEqual(fault && { index: chain.length, rule: "record", ...fault, detail });
});

describe("a validation that does not know the beginning", () => {
  const claims: Claim[] = [
    { Reg_no: "A" },
    { Reg_no: "B" },
    { Reg_no: "C", corrects: 2 },
    { Reg_no: "D", corrects: 3 },
  ];
  const after4 = async (last: Claim) => {
    const chain = await chainOf([...claims, last]);
    return ChainValidator.after(blockAt(chain, 4), ANY_TIME).check(chain.slice(4));
  };

  test("finds what the known blocks tell", async () => {
    expect(await after4({ Reg_no: "E", corrects: 2 })).toMatchObject({ index: 6, expected: "corrects: 4" });
    expect(await after4({ Reg_no: "E", corrects: 3 })).toMatchObject({ index: 6, expected: "corrects: 5" });
    expect(await after4({ Reg_no: "D", corrects: 4 })).toMatchObject({ index: 6, expected: "corrects: 5" });
    expect(await after4({ Reg_no: "C" })).toMatchObject({ index: 6, actual: "the registration number of block 4" });
  });

  test("accepts what the others would have to tell", async () => {
    expect(await after4({ Reg_no: "B", corrects: 4 })).toBeUndefined();
    expect(await after4({ Reg_no: "A" })).toBeUndefined();
    expect(await after4({ Reg_no: "B", corrects: 5 })).toBeUndefined();
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { validatorFor } from "../../src/chain/validator.ts";
import { allFaults, placesOf } from "../support/chain/all-faults.ts";
import { ANY_TIME, mineBlockHashChain, mineSquaresChain } from "../support/chain/chains.ts";
import proofs from "../support/chain/distinct-proofs.json" with { type: "json" };
import { otherBlocks } from "../support/chain/edited-blocks.ts";
import { BLOCK_HASH, COMMON, type Edit, PLAIN, SEALED, SQUARES } from "../support/chain/edits.ts";
import { chainOf, commitment, record } from "../support/chain/sealed-builder.ts";
import { faultyChains, sealedChains } from "../support/chain/sealed-chains.ts";

/** How many blocks the chains here have. */
const LENGTH = 40;

const minings = Array.from({ length: LENGTH - 1 }, (_, place) => {
  const name = `${place + 2}`;
  // Some blocks correct the one three before, so that records depend on blocks that are edited.
  const corrects = place % 5 === 4 ? { corrects: place - 1 } : {};
  const version = { patient_name: name, patient_ID: `P-${name}`, Reg_no: `REG-${name}`, ...corrects };
  return { record: version, minedBy: "dr-rao", now: 1000 * place };
});
const squares = await mineSquaresChain(minings, proofs);
const blockHash = await mineBlockHashChain(minings);
const sealed = chainOf(
  Array.from({ length: LENGTH - 1 }, (_, place) => [
    record(place),
    place % 5 === 4
      ? { kind: "correction", commitment: commitment(`c${place}`), corrects: 2 * place - 4 }
      : record(`r${place}`),
  ]),
);

type AnyChain = readonly { readonly index: number; readonly hash: string }[];

const KINDS: { kind: string; chain: AnyChain; edits: readonly Edit[] }[] = [
  { kind: "squares", chain: squares, edits: [...COMMON, ...PLAIN, ...SQUARES] },
  { kind: "block-hash", chain: blockHash, edits: [...COMMON, ...PLAIN, ...BLOCK_HASH] },
  { kind: "sealed", chain: sealed, edits: [...COMMON, ...SEALED] },
];

/** The chain with edits of the blocks at some indexes. */
async function edited(chain: AnyChain, edits: ReadonlyMap<number, Edit>): Promise<unknown[]> {
  const values: unknown[] = [];
  for (const block of chain) values.push(...((await edits.get(block.index)?.apply(block as never)) ?? [block]));
  return values;
}

/** What must be found of edits, in order. A consequence for the next block needs a next block. */
function expected(edits: ReadonlyMap<number, Edit>): string[] {
  const sorted = [...edits].toSorted(([a], [b]) => a - b);
  return sorted.flatMap(([index, { faults }]) => faults.map(([after, rule]) => `${index + after} ${rule}`));
}

describe.each(KINDS)("a $kind chain", ({ chain, edits }) => {
  test.each(edits)("with $what has no other faults than those of that edit", async (edit) => {
    for (const index of [3, 6, LENGTH - 1]) {
      const one = new Map([[index, edit]]);
      expect(placesOf(await allFaults(await edited(chain, one)))).toEqual(expected(one));
    }
  });

  test("with several edits has exactly the faults of each", async () => {
    // Between two edits, one block is neither edited nor the consequence of an edit.
    const places = fc.uniqueArray(fc.integer({ min: 1, max: Math.floor(LENGTH / 3) - 1 }), {
      minLength: 1,
      maxLength: 8,
    });
    const chosen = fc.tuple(places, fc.array(fc.constantFrom(...edits), { minLength: 8, maxLength: 8 }));
    const property = fc.asyncProperty(chosen, async ([at, kinds]) => {
      const all = new Map(at.map((place, number) => [3 * place, kinds[number] as Edit]));
      expect(placesOf(await allFaults(await edited(chain, all)))).toEqual(expected(all));
    });
    await fc.assert(property, { numRuns: 30 });
  });

  test("is found at its first fault by the rule that a validation finds which ends there, whatever its blocks are", async () => {
    const others: unknown[] = [];
    for (const edit of edits) others.push(...(await edit.apply(chain[5] as never)));
    const values = fc.oneof(
      fc.constantFrom(...chain),
      fc.constantFrom(...others),
      fc.json().map((text) => JSON.parse(text) as unknown),
    );
    const property = fc.asyncProperty(fc.nat(5), fc.array(values, { maxLength: 12 }), async (start, rest) => {
      const blocks = [...chain.slice(0, start), ...rest];
      const first = await validatorFor(blocks[0], ANY_TIME).check(blocks);
      expect((await allFaults(blocks))[0]).toEqual(first);
    });
    await fc.assert(property, { numRuns: 30 });
  });
});

describe("an independent fault", () => {
  const repeated = (index: number) =>
    minings.with(index - 2, {
      ...(minings[index - 2] as (typeof minings)[number]),
      record: { patient_name: "x", patient_ID: "y", Reg_no: "REG-8" },
    });

  test("behind every kind of edit is found as well: a registration number that is registered twice", async () => {
    const chain = await mineSquaresChain(repeated(30), proofs);
    for (const edit of [...COMMON, ...PLAIN, ...SQUARES]) {
      const one = new Map([[12, edit]]);
      expect(placesOf(await allFaults(await edited(chain, one)))).toEqual([...expected(one), "30 record"]);
    }
  });

  test("is found right behind the faulty block as well", async () => {
    const chain = await mineSquaresChain(repeated(13), proofs);
    const one = new Map([[12, COMMON[0] as Edit]]);
    expect(placesOf(await allFaults(await edited(chain, one)))).toEqual(["12 hash", "13 record"]);
  });
});

describe("whatever stands in the place of one block", () => {
  test.each([5, 20])("of a squares chain, block %i, is one fault or two", async (index) => {
    for (const [what, value] of await otherBlocks(squares, index)) {
      const found = placesOf(await allFaults(squares.with(index - 1, value as Block)));
      expect({ what, found, few: found.length >= 1 && found.length <= 2 }).toMatchObject({ few: true });
    }
  });
});

describe("a chain that another program made with one fault, all later blocks mined again", () => {
  test.each(faultyChains)(
    "$name: no block is called at fault for what an earlier one says",
    async ({ chain, fault }) => {
      const [first, ...others] = await allFaults(chain);
      expect(first).toMatchObject(fault);
      // The authors of later entries saw blocks that were replaced when the chain was mined again.
      expect(others.filter(({ rule }) => rule !== "seen")).toEqual([]);
    },
  );

  test.each(sealedChains)(
    "each block of the $name chain may be edited without another being accused",
    async ({ chain }) => {
      for (const block of chain) {
        for (const value of [{ ...block, mined_by: "0123456789abcdef" }, { ...block, entries: [] }, null]) {
          const found = await allFaults(chain.with(block.index - 1, value as never));
          expect(found.map(({ index }) => index)).toEqual([block.index]);
        }
      }
    },
  );
});

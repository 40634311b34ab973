import { describe, expect, test } from "vitest";
import type { Entry } from "../../../src/chain/sealed/entry.ts";
import type { SealedBlock } from "../../../src/chain/sealed/header.ts";
import { allFaults, placesOf } from "../../support/chain/all-faults.ts";
import { Author } from "../../support/chain/authors.ts";
import { blockAfter, chainOf, commitment, record } from "../../support/chain/sealed-builder.ts";

const rao = new Author("dr-rao");
const bose = new Author("dr-bose");
const eve = new Author("eve");

/** A chain after genesis, each of whose blocks is made from the hash of genesis and the block before. */
function chainWith(...makes: readonly ((ledger: string, seen: SealedBlock) => readonly unknown[])[]): SealedBlock[] {
  const chain = chainOf([]);
  const ledger = chain[0]?.hash ?? "";
  for (const make of makes) chain.push(blockAfter(chain, make(ledger, chain.at(-1) as SealedBlock)));
  return chain;
}

/** An entry that an author signed, with a commitment of its own. */
const by = (author: Author, name: string, ledger: string, seen: SealedBlock): Entry =>
  author.signed({ kind: "record", commitment: commitment(name) }, ledger, seen);

/** The block at an index, replaced by what another program may have made of it. */
function damaged(chain: readonly SealedBlock[], index: number, edit: (block: SealedBlock) => unknown): unknown[] {
  return (chain as readonly unknown[]).with(index - 1, edit(chain[index - 1] as SealedBlock));
}

/** Faults that leave open which entries a block had. */
const UNREADABLE: [string, (block: SealedBlock) => unknown][] = [
  ["is no block", () => null],
  ["holds other entries", (block) => ({ ...block, entries: [record("x")] })],
  ["has an edited header", (block) => ({ ...block, mined_by: "0123456789abcdef" })],
];

const signing = chainWith(
  (ledger) => [rao.enrolment(ledger), record("a")],
  (ledger, seen) => [by(rao, "b", ledger, seen), { kind: "correction", commitment: commitment("c"), corrects: 3 }],
  (ledger, seen) => [by(rao, "d", ledger, seen), { kind: "correction", commitment: commitment("e"), corrects: 5 }],
  (ledger, seen) => [by(rao, "f", ledger, seen), { kind: "erasure", erases: 7 }],
);

describe("behind a block that", () => {
  describe.each(UNREADABLE)("%s", (_, edit) => {
    test.each([2, 3, 4])("no entry is called wrong for what that block, block %i, may have held", async (index) => {
      const found = await allFaults(damaged(signing, index, edit));
      expect(found.map((fault) => fault.index)).toEqual([index]);
    });

    test("an entry is still called wrong for what other blocks hold", async () => {
      const chain = chainWith(
        () => [record("a"), { kind: "erasure", erases: 2 }],
        () => [record("b")],
        () => [{ kind: "correction", commitment: commitment("c"), corrects: 2 }],
        () => [record("a")],
      );
      const found = placesOf(await allFaults(damaged(chain, 3, edit)));
      expect(found.slice(1)).toEqual(["4 entry", "5 entry"]);
    });

    test("an enrolled key's signatures are still verified", async () => {
      const chain = chainWith(
        (ledger) => [rao.enrolment(ledger)],
        () => [record("a")],
        (ledger, seen) => [{ ...by(rao, "b", ledger, seen), commitment: commitment("other") }],
      );
      expect(placesOf(await allFaults(damaged(chain, 3, edit))).slice(1)).toEqual(["4 signature"]);
    });
  });

  test("has one entry at fault, the others count: a key is known, and a number is too", async () => {
    const chain = chainWith(
      (ledger, seen) => [rao.enrolment(ledger), by(eve, "a", ledger, seen), bose.enrolment(ledger), record("b")],
      (ledger, seen) => [by(bose, "c", ledger, seen), { kind: "correction", commitment: commitment("d"), corrects: 5 }],
      (ledger, seen) => [by(eve, "e", ledger, seen)],
      () => [{ kind: "correction", commitment: commitment("f"), corrects: 5 }],
    );
    expect(placesOf(await allFaults(chain))).toEqual(["2 key", "4 key", "5 entry"]);
  });

  test("has a key's entry at fault, nobody is accused of using a key that was not enrolled", async () => {
    const chain = chainWith(
      (ledger) => [{ ...rao.enrolment(ledger), commitment: commitment("other") }],
      (ledger, seen) => [by(rao, "a", ledger, seen)],
    );
    expect(placesOf(await allFaults(chain))).toEqual(["2 signature"]);
  });

  test("breaks a rule about its place only, each of its entries counts", async () => {
    const chain = chainWith(
      () => [record("a")],
      (ledger) => [rao.enrolment(ledger)],
      (ledger, seen) => [by(rao, "b", ledger, seen)],
      (ledger, seen) => [by(eve, "c", ledger, seen)],
    );
    const late = blockAfter(chain.slice(0, 1), [record("z")]);
    expect(placesOf(await allFaults(damaged(chain, 2, () => late)))).toEqual(["3 previous_hash", "5 key"]);
  });
});

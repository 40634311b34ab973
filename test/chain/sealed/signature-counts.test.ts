import { describe, expect, test } from "vitest";
import type { Entry, FoundingEntry } from "../../../src/chain/sealed/entry.ts";
import type { SealedBlock } from "../../../src/chain/sealed/header.ts";
import { NumberList } from "../../../src/chain/sealed/number-list.ts";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { Author } from "../../support/chain/authors.ts";
import { ANY_TIME } from "../../support/chain/chains.ts";
import { blockAfter, chainOf, commitment, record } from "../../support/chain/sealed-builder.ts";
import { sealedVectors, signedVectors } from "../../support/chain/sealed-chains.ts";

const rao = new Author("dr-rao");
const registry = new Author("registry", "ES256");
const registrar = new Author("registrar");

/** Block 2 enrols both authors, 3 and 4 hold what they sign, 5 disputes one of them, and 6 goes on without that one. */
function chain(founding: Partial<FoundingEntry> = {}): SealedBlock[] {
  const blocks = chainOf([], founding);
  const ledger = blocks[0]?.hash ?? "";
  const add = (make: (by: (author: Author, entry: object) => Entry) => readonly unknown[]) => {
    const seen = blocks.at(-1) as SealedBlock;
    blocks.push(
      blockAfter(
        blocks,
        make((author, entry) => author.signed(entry, ledger, seen)),
      ),
    );
  };
  const endorsed = <E extends object>(entry: E) => (founding.registrar ? registrar.endorsed(entry, ledger) : entry);
  const corrected = { kind: "correction", commitment: commitment("c"), corrects: 4 };
  // Entries 2 and 3, 4 to 6, 7 to 9, 10 to 12, 13 and 14.
  add(() => [endorsed(rao.enrolment(ledger)), endorsed(registry.enrolment(ledger))]);
  add((by) => [by(rao, record(1)), record(2), by(registry, record(3))]);
  add((by) => [by(rao, corrected), by(rao, { kind: "erasure", erases: 5 }), { kind: "erasure", erases: 6 }]);
  add((by) => [
    by(rao, record(4)),
    rao.vouched({ kind: "revocation", revokes: rao.thumbprint, compromised_since: 4 }, ledger),
    { kind: "correction", commitment: commitment("d"), corrects: 7 },
  ]);
  add((by) => [by(registry, record(5)), record(6)]);
  return blocks;
}

async function validated(blocks: readonly unknown[], first = 1): Promise<SealedValidator> {
  const validator = new SealedValidator(ANY_TIME, first);
  expect(await validator.check(blocks.slice(first - 1))).toBeUndefined();
  return validator;
}

describe("a valid chain", () => {
  test("tells how many records and corrections are signed, of how many keys, and what is disputed", async () => {
    const validator = await validated(chain());
    expect(validator.signatures).toEqual({ signed: 5, unsigned: 3, keys: 2, disputed: 3, names: "operator" });
    expect(validator.disputed).toEqual([7, 8, 10]);
    expect([rao, registry].map(({ thumbprint }) => [...validator.signedBy(thumbprint)])).toEqual([
      [4, 7, 8, 10],
      [6, 13],
    ]);
    expect([...validator.signedBy(registrar.thumbprint)]).toEqual([]);
    expect(validator.key(rao.thumbprint)).toMatchObject({ number: 2, block: 2, revokedBy: 11, compromisedSince: 4 });
    expect(validator.key(registrar.thumbprint)).toBeUndefined();
  });

  test("has names vouched for by the registrar where its founding names one", async () => {
    const { signatures } = await validated(chain({ registrar: registrar.jwk }));
    expect(signatures).toMatchObject({ signed: 5, names: "registrar" });
  });

  test.each<[number, object]>([
    [3, { signed: 5, unsigned: 3, keys: 0, disputed: 3 }],
    [4, { signed: 3, unsigned: 2, keys: 0, disputed: 3 }],
    [5, { signed: 2, unsigned: 2, keys: 0, disputed: 1 }],
    [6, { signed: 1, unsigned: 1, keys: 0, disputed: 0 }],
  ])("checked from block %i on is counted from there on", async (first, counts) => {
    expect((await validated(chain(), first)).signatures).toMatchObject(counts);
  });

  test("is disputed from the earliest block on that the registrar has named, also when an endorsement is used again", async () => {
    const blocks = chain({ registrar: registrar.jwk });
    // The chain itself disputes her key since block 4.
    const disputes = [5, 3, 5].map((since) =>
      registrar.endorsed(
        { kind: "revocation", revokes: rao.thumbprint, compromised_since: since },
        blocks[0]?.hash ?? "",
      ),
    );
    for (const [place, numbers] of [
      [7, 8, 10],
      [4, 7, 8, 10],
      [4, 7, 8, 10],
    ].entries()) {
      blocks.push(blockAfter(blocks, [disputes[place]]));
      expect((await validated(blocks)).disputed).toEqual(numbers);
    }
  });

  test("is counted without the blocks that were found faulty", async () => {
    const blocks = chain();
    const [last, before] = [blocks.at(-1) as SealedBlock, blocks.slice(0, -1)];
    const validator = await validated(before);
    const { signatures } = validator;
    const faulty = blockAfter(before, [
      ...last.entries,
      registry.vouched({ kind: "revocation", revokes: registry.thumbprint, compromised_since: 2 }, last.hash),
    ]);
    expect(await validator.next(faulty)).toMatchObject({ rule: "signature" });
    expect(validator.signatures).toEqual(signatures);
    expect([...validator.signedBy(registry.thumbprint)]).toEqual([6]);
    expect(await validator.next(last)).toBeUndefined();
    expect(validator.signatures).toMatchObject({ signed: 5, unsigned: 3, disputed: 3 });
  });
});

test("the vector chains are counted as their entries say", async () => {
  for (const { chain: blocks } of [sealedVectors, signedVectors]) {
    const entries = blocks.flatMap((block) => block.entries);
    const counted = entries.filter(({ kind }) => kind === "record" || kind === "correction");
    const signed = counted.filter((entry) => "signature" in entry).length;
    const keys = entries.filter(({ kind }) => kind === "key").length;
    const validator = await validated(blocks);
    expect(validator.signatures).toMatchObject({ signed, unsigned: counted.length - signed, keys });
  }
});

test("a list of numbers keeps them all, however long it grows", () => {
  const list = new NumberList();
  for (let n = 0; n < 10_000; n++) {
    list.push(2 * n);
    expect([list.length, list.at(n), list.at(n + 1)]).toEqual([n + 1, 2 * n, undefined]);
  }
  for (const n of [0, 1, 15, 16, 17, 4095, 4096, 4097, 8192, 9999]) {
    expect(list.at(n)).toBe(2 * n);
    expect([2 * n - 1, 2 * n, 2 * n + 1].map((number) => list.countBelow(number))).toEqual([n, n, n + 1]);
  }
  expect([...list.from(9997)]).toEqual([19_994, 19_996, 19_998]);
  expect(list.at(-1)).toBeUndefined();
});

import { describe, expect, test } from "vitest";
import type { Fault } from "../../../src/chain/fault.ts";
import type { Entry } from "../../../src/chain/sealed/entry.ts";
import type { SealedBlock } from "../../../src/chain/sealed/header.ts";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { Author } from "../../support/chain/authors.ts";
import { ANY_TIME } from "../../support/chain/chains.ts";
import { blockAfter, chainOf, record } from "../../support/chain/sealed-builder.ts";

const rao = new Author("dr-rao");

/** Block 2 enrols a key; 3 to 6 have an unsigned record each, and where signed, one whose author saw the block before. */
function chainWith({ signed }: { readonly signed: readonly number[] }): SealedBlock[] {
  const chain = chainOf([]);
  const ledger = chain[0]?.hash ?? "";
  chain.push(blockAfter(chain, [rao.enrolment(ledger)]));
  for (let index = 3; index <= 6; index++) {
    const witness = rao.signed(record(`signed ${index}`), ledger, chain.at(-1) as SealedBlock);
    chain.push(blockAfter(chain, [record(index), ...(signed.includes(index) ? [witness] : [])]));
  }
  return chain;
}

/** The chain with the first entry of a block replaced, and this and all later blocks mined and linked again. */
function rewritten(
  chain: readonly SealedBlock[],
  index: number,
  edit: (entries: readonly Entry[], index: number) => readonly unknown[] = (entries) => entries,
): SealedBlock[] {
  const forged = chain.slice(0, index - 1);
  for (const { index: at, entries } of chain.slice(index - 1)) {
    const kept = edit(entries, at);
    forged.push(blockAfter(forged, at === index ? [record("forged"), ...kept.slice(1)] : kept));
  }
  return forged;
}

const faultOf = (chain: readonly unknown[]): Promise<Fault | undefined> => new SealedValidator(ANY_TIME).check(chain);

/** Every block that is edited, with every block that an author signed. */
const pairs = [3, 4, 5, 6].flatMap((index) => [3, 4, 5, 6].map((signed) => [index, signed] as const));

describe("a chain that was edited and mined again to its end", () => {
  test("is valid where nobody signed", async () => {
    expect(await faultOf(rewritten(chainWith({ signed: [] }), 3))).toBeUndefined();
  });

  test.each(pairs.filter(([index, signed]) => index < signed))(
    "from block %i on is found by what the author in block %i has seen",
    async (index, signed) => {
      const fault = await faultOf(rewritten(chainWith({ signed: [signed] }), index));
      expect(fault).toMatchObject({ index: signed, rule: "seen" });
    },
  );

  test.each(pairs.filter(([index, signed]) => index >= signed))(
    "from block %i on is valid if an author signed block %i last",
    async (index, signed) => {
      expect(await faultOf(rewritten(chainWith({ signed: [signed] }), index))).toBeUndefined();
    },
  );

  test("is found where the author is said to have seen the other block", async () => {
    const chain = chainWith({ signed: [5] });
    const forged = rewritten(chain, 3).slice(0, 4);
    const { index, hash } = forged.at(-1) as SealedBlock;
    const entries = chain[4]?.entries.map((entry) => ("seen" in entry ? { ...entry, seen: { index, hash } } : entry));
    forged.push(blockAfter(forged, entries ?? []));
    expect(await faultOf(forged)).toMatchObject({ index: 5, rule: "signature" });
  });

  test("is valid if every signed entry was dropped: only receipts, checkpoints and authors tell", async () => {
    const drop = (entries: readonly Entry[]) => entries.filter((entry) => !("author" in entry));
    expect(await faultOf(rewritten(chainWith({ signed: [4, 6] }), 3, drop))).toBeUndefined();
  });
});

describe("an operator who registers in an author's name", () => {
  const eve = new Author("eve");
  const registrar = new Author("registrar");

  test.each<[string, (ledger: string, seen: SealedBlock) => Entry, string | undefined]>([
    ["unsigned, where that is allowed, is not found", () => record("forged"), undefined],
    [
      "with another signature of the author",
      (ledger, seen) => ({ ...rao.signed(record("a"), ledger, seen), ...record("forged") }),
      "signature",
    ],
    [
      "with a key of their own",
      (ledger, seen) => {
        const named = { ...record("forged"), author: rao.thumbprint, seen: { index: seen.index, hash: seen.hash } };
        return { ...named, signature: eve.jws(named, ledger, { header: { kid: rao.thumbprint } }) };
      },
      "signature",
    ],
    ["with a key that was never enrolled", (ledger, seen) => eve.signed(record("forged"), ledger, seen), "key"],
  ])("%s", async (_, forge, rule) => {
    const chain = chainWith({ signed: [4] });
    const forged = forge(chain[0]?.hash ?? "", chain.at(-1) as SealedBlock);
    expect((await faultOf([...chain, blockAfter(chain, [forged])]))?.rule).toBe(rule);
  });

  test("after enrolling a key in that name is found only where a registrar has to endorse keys", async () => {
    for (const [founding, rule] of [
      [{}, undefined],
      [{ registrar: registrar.jwk }, "signature"],
    ] as const) {
      const chain = chainOf([], founding);
      chain.push(blockAfter(chain, [eve.enrolment(chain[0]?.hash ?? "")]));
      expect((await faultOf(chain))?.rule).toBe(rule);
    }
  });
});

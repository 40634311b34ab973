import { describe, expect, test } from "vitest";
import type { Fault } from "../../../src/chain/fault.ts";
import type { Entry } from "../../../src/chain/sealed/entry.ts";
import type { SealedBlock } from "../../../src/chain/sealed/header.ts";
import { RecentCommitments } from "../../../src/chain/sealed/recent-commitments.ts";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { Author } from "../../support/chain/authors.ts";
import { ANY_TIME } from "../../support/chain/chains.ts";
import { blockAfter, chainOf, commitment, record } from "../../support/chain/sealed-builder.ts";

const rao = new Author("dr-rao");

/** Genesis, a block that enrols a key and registers a record, and 1,022 more: the next block has index 1,025. */
const long = chainOf([]);
const ledger = long[0]?.hash ?? "";
long.push(blockAfter(long, [rao.enrolment(ledger), record("first")]));
while (long.length < 1024) long.push(blockAfter(long, [record(long.length)]));

/** Validates a chain from its first block, or from a later one of which the earlier ones are not known. */
async function validated(
  chain: readonly SealedBlock[],
  from = 1,
  genesis?: SealedBlock,
): Promise<{ fault: Fault | undefined; validator: SealedValidator }> {
  const validator = new SealedValidator({ ...ANY_TIME, ...(genesis ? { genesis } : {}) }, from);
  return { fault: await validator.check(chain.slice(from - 1)), validator };
}

/** The first fault of the long chain with a block that holds these entries, after some others. */
async function faultAfter(others: number, make: (tip: SealedBlock) => readonly unknown[]): Promise<Fault | undefined> {
  const chain = [...long];
  for (let n = 0; n < others; n++) chain.push(blockAfter(chain, [record(`more ${n}`)]));
  chain.push(blockAfter(chain, make(chain.at(-1) as SealedBlock)));
  return (await validated(chain)).fault;
}

describe("a commitment", () => {
  test("is refused in the 1,023 blocks after the one that has it, and free in the next", async () => {
    expect(await faultAfter(0, () => [record("first")])).toMatchObject({ index: 1025, rule: "entry" });
    expect(await faultAfter(1, () => [record("first")])).toBeUndefined();
  });
});

describe("a block that an author has seen", () => {
  const [, second, third] = long as [SealedBlock, SealedBlock, SealedBlock];
  const signed = (seen: { index: number; hash: string }) => [rao.signed(record("signed"), ledger, seen)];

  test("may be 1,024 blocks back, and no further", async () => {
    expect(await faultAfter(1, () => signed(second))).toBeUndefined();
    expect(await faultAfter(2, () => signed(second))).toMatchObject({ index: 1027, rule: "seen" });
    expect(await faultAfter(2, () => signed(third))).toBeUndefined();
  });

  test("must be an earlier one with the hash that it has", async () => {
    const own = (tip: SealedBlock) => ({ index: tip.index + 1, hash: tip.hash });
    expect(await faultAfter(0, (tip) => signed(own(tip)))).toMatchObject({ index: 1025, rule: "seen" });
    expect(await faultAfter(0, (tip) => signed({ index: tip.index, hash: second.hash }))).toMatchObject({
      rule: "seen",
    });
    expect(await faultAfter(0, (tip) => signed(tip))).toBeUndefined();
  });

  test("makes sure that a signed entry is not mined a second time, ever", async () => {
    const chain = [...long];
    const tip = chain.at(-1) as SealedBlock;
    const entry = rao.signed(record("signed"), ledger, tip);
    chain.push(blockAfter(chain, [entry]));
    while (chain.length < tip.index + 1023) chain.push(blockAfter(chain, [record(`more ${chain.length}`)]));
    for (const rule of ["entry", "seen"]) {
      const again = blockAfter(chain, [entry]);
      expect((await validated([...chain, again])).fault).toMatchObject({ index: again.index, rule });
      chain.push(blockAfter(chain, [record("another")]));
    }
  });
});

describe("a validation from a later block on", () => {
  const chain = chainOf([[record(1), record(2)], [record(3)]]);
  chain.push(blockAfter(chain, [rao.enrolment(chain[0]?.hash ?? ""), record(4)]));
  const [genesis, second] = chain as [SealedBlock, SealedBlock];
  const correction = (corrects: number): Entry => ({
    kind: "correction",
    commitment: commitment(`c${corrects}`),
    corrects,
  });

  test("accuses nobody of what lies before it", async () => {
    const unknown = [
      correction(2),
      { kind: "erasure", erases: 3 },
      record(1),
      rao.signed(record("a"), genesis.hash, second),
      { kind: "revocation", revokes: rao.thumbprint },
    ];
    const whole = [...chain, blockAfter(chain, unknown)];
    for (const from of [2, 3, 4, 5]) {
      const { fault, validator } = await validated(whole, from);
      // Only what the validation has seen itself counts.
      expect(fault?.rule).toBe(from === 2 ? "entry" : undefined);
      expect(validator.length).toBe(from === 2 ? 4 : 5);
    }
  });

  test.each<[string, readonly unknown[], string]>([
    [
      "a second correction of the same unknown version",
      [correction(2), { ...correction(2), commitment: commitment(5) }],
      "entry",
    ],
    [
      "an erasure of an unknown version that it saw corrected",
      [correction(2), { kind: "erasure", erases: 2 }],
      "entry",
    ],
    ["a correction of an entry still to come", [correction(99)], "entry"],
    ["an unknown kind", [{ kind: "note" }], "entry"],
    ["a commitment twice", [record("x"), record("x")], "entry"],
    ["a seen block still to come", [rao.signed(record("a"), genesis.hash, { index: 9, hash: second.hash })], "seen"],
    ["a seen block that is another", [rao.signed(record("a"), genesis.hash, { index: 4, hash: second.hash })], "seen"],
  ])("still finds %s", async (_, entries, rule) => {
    const whole = [...chain, blockAfter(chain, entries)];
    for (const from of [3, 4]) expect((await validated(whole, from)).fault).toMatchObject({ index: 5, rule });
    const after = SealedValidator.after(whole[3] as SealedBlock, ANY_TIME);
    expect(await after.next(whole[4])).toMatchObject({ index: 5, rule });
  });

  test("verifies signatures of keys that it saw enrolled, if it knows genesis", async () => {
    const wrong = rao.signed(record("a"), "another", second);
    const whole = [...chain, blockAfter(chain, [wrong])];
    expect((await validated(whole, 4)).fault).toBeUndefined();
    expect((await validated(whole, 4, genesis)).fault).toMatchObject({ index: 5, rule: "signature" });
    expect((await validated(whole, 5, genesis)).fault).toBeUndefined();
    const right = [...chain, blockAfter(chain, [rao.signed(record("a"), genesis.hash, second)])];
    expect((await validated(right, 4, genesis)).fault).toBeUndefined();
  });

  test("holds a chain to what its genesis demands", async () => {
    const demanding = chainOf([[record(1)], [record(2)]], { signatures: "required" });
    expect((await validated(demanding, 3, demanding[0])).fault).toMatchObject({ index: 3, rule: "signature" });
    expect((await validated(demanding, 3)).fault).toBeUndefined();
  });

  test("links each block to the one before, and the first to nothing", async () => {
    const { fault, validator } = await validated(chain, 3);
    expect(fault).toBeUndefined();
    expect(validator).toMatchObject({ length: 4, tip: { hash: chain[3]?.hash } });
    expect(await SealedValidator.after(genesis, ANY_TIME).check(chain.slice(1))).toBeUndefined();
    expect(await SealedValidator.after(second, ANY_TIME).next(second)).toMatchObject({ index: 3, rule: "index" });
  });
});

describe("after a fault", () => {
  test("a validator stays at the last valid block, as if the faulty one had not been there", async () => {
    const chain = chainOf([[record(1), record(2)]]);
    const [genesis] = chain as [SealedBlock];
    const correction = { kind: "correction", commitment: commitment("c"), corrects: 2 };
    const good = [correction, record(3), rao.enrolment(genesis.hash), { kind: "erasure", erases: 3 }];
    const right = blockAfter(chain, good);
    const validator = new SealedValidator(ANY_TIME);
    expect(await validator.check(chain)).toBeUndefined();
    for (const last of [{ kind: "note" }, { kind: "revocation", revokes: rao.thumbprint, compromised_since: 3 }]) {
      for (let tries = 0; tries < 3; tries++) {
        expect(await validator.next(blockAfter(chain, [...good, last]))).toMatchObject({ index: 3 });
        expect(validator).toMatchObject({ length: 2, signatures: { keys: 0, unsigned: 2 }, tip: { index: 2 } });
      }
    }
    expect(await validator.next(right)).toBeUndefined();
    expect(validator).toMatchObject({ length: 3, signatures: { keys: 1, unsigned: 4 } });
  });
});

describe("the commitments of the newest blocks in memory", () => {
  const key = crypto.getRandomValues(new Uint32Array(8));
  const names = Array.from({ length: 10_000 }, (_, n) => commitment(n));

  test.each(["held", "read again"])("are found by number as long as they are in the window, %s", (how) => {
    const read = how === "held" ? undefined : (number: number) => names[number - 1];
    const recent = new RecentCommitments({ key, read });
    for (const [place, name] of names.entries()) recent.note(name, place + 1, Math.max(1, place - 4999));
    for (const [place, name] of names.entries()) {
      expect(recent.find(name, 1 + place)).toBe(place + 1);
      expect(recent.find(name, 2 + place)).toBeUndefined();
    }
    expect(recent.find(commitment("another"), 1)).toBeUndefined();
  });

  test.each(["held", "read again"])("are told apart although they differ in one digit, %s", (how) => {
    const alike = Array.from({ length: 64 }, (_, place) => "0".repeat(place) + "1" + "0".repeat(63 - place));
    const read = how === "held" ? undefined : (number: number) => alike[number - 1];
    for (const chosen of [undefined, new Uint32Array(8), key]) {
      const recent = new RecentCommitments({ key: chosen, read });
      for (const [place, name] of alike.entries()) {
        expect(recent.find(name, 1)).toBeUndefined();
        recent.note(name, place + 1, 1);
      }
      for (const [place, name] of alike.entries()) expect(recent.find(name, 1)).toBe(place + 1);
    }
  });

  test("accuse nobody of a commitment that reading again does not confirm", () => {
    const recent = new RecentCommitments({ key, read: () => undefined });
    recent.note(commitment(1), 1, 1);
    expect(recent.find(commitment(1), 1)).toBeUndefined();
  });
});

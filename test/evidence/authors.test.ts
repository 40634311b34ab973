import { describe, expect, test } from "vitest";
import type { FoundingEntry } from "../../src/chain/sealed/entry.ts";
import type { SealedBlock } from "../../src/chain/sealed/header.ts";
import { discloseFields, discloseSubject } from "../../src/evidence/receipts/disclosures.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { parseReceipt } from "../../src/evidence/receipts/receipt.ts";
import { type Evidence, type Report, verifyChain } from "../../src/evidence/checking/verification.ts";
import { Author } from "../support/chain/authors.ts";
import { ANY_TIME, squaresChain } from "../support/chain/chains.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { blockAfter, chainOf, commitment, record } from "../support/chain/sealed-builder.ts";
import { SealedEvidence } from "../support/chain/sealed-evidence.ts";

const clinic = new Notary("clinic.example/ledgers/patients");
const policy = { ledger: [await parseVerifierKey(clinic.vkey(LOG_TYPE))] };
const rao = new Author("dr-rao");
const lee = new Author("dr-lee", "ES256");
const eve = new Author("eve");
const registrar = new Author("registrar");
const salt = (fill: number) => Buffer.alloc(16, fill);
const subjects = await Promise.all(["dr-rao", "dr-lee"].map((name, place) => discloseSubject(name, salt(place + 1))));
const patient = await discloseFields(
  { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" },
  [4, 5, 6].map((fill) => salt(fill)),
);

/** Entries 2 and 3 enrol keys, 4 to 6 are records, 7 revokes the first key and disputes block 3, 8 goes on without it. */
function chainWith(founding: Partial<FoundingEntry> = {}): SealedBlock[] {
  const chain = chainOf([], founding);
  const [{ hash: ledger }] = chain as [SealedBlock];
  const endorsed = <E extends object>(entry: E) => (founding.registrar ? registrar.endorsed(entry, ledger) : entry);
  const keys = [rao, lee].map((author, place) => {
    const sealed = subjects[place]?.commitment ?? "";
    return endorsed(author.vouched({ kind: "key", public_key: author.jwk, commitment: sealed }, ledger));
  });
  chain.push(blockAfter(chain, keys));
  const seen = chain[1] as SealedBlock;
  const named = { kind: "record", commitment: patient.commitment };
  chain.push(
    blockAfter(chain, [rao.signed(named, ledger, seen), record("unsigned"), lee.signed(record(2), ledger, seen)]),
  );
  const revocation = { kind: "revocation", revokes: rao.thumbprint, compromised_since: 3 };
  const correction = { kind: "correction", commitment: commitment("c"), corrects: 6 };
  chain.push(blockAfter(chain, [rao.vouched(revocation, ledger), lee.signed(correction, ledger, seen)]));
  return chain;
}

const chain = chainWith();
const evidence = new SealedEvidence(chain, clinic);
const receiptOf = (number: number, more: object = {}) => ({
  name: `receipt ${number}`,
  value: parseReceipt(JSON.stringify({ ...evidence.receipt(number), ...more })),
});

async function verified(given: Partial<Evidence>, blocks: readonly unknown[] = chain): Promise<Report> {
  async function* served(): AsyncGenerator {
    yield* blocks;
  }
  const all = { blocks: served(), newest: undefined, checkpoints: [], receipts: [], ...given };
  return verifyChain(all, policy, { ...ANY_TIME, onBlock: () => {} });
}

const at = (index: number) => chain[index - 1]?.timestamp;
const raoKey = {
  thumbprint: rao.thumbprint,
  enrolled: { entry: 2, block: 2, at: at(2) },
  revoked: { entry: 7, block: 4, at: at(4) },
  compromised_since: 3,
};
const leeKey = { thumbprint: lee.thumbprint, enrolled: { entry: 3, block: 2, at: at(2) } };

describe("the report on a sealed chain", () => {
  test("counts signatures, lists what is disputed, and says who vouches for names", async () => {
    const counts = { check: "signatures", signed: 3, unsigned: 1, keys: 2, disputed: 1, disputedEntries: [4] };
    expect((await verified({})).checked).toContainEqual({ ...counts, names: "operator" });
    const { checked } = await verified({}, chainWith({ registrar: registrar.jwk }));
    expect(checked).toContainEqual({ ...counts, names: "registrar" });
  });

  test("says nothing about signatures on a plain chain, or beside a fault", async () => {
    const forged = chain.with(3, { ...(chain[3] as SealedBlock), proof: 1 });
    for (const blocks of [squaresChain, forged]) {
      expect((await verified({}, blocks)).checked.map(({ check }) => check)).not.toContain("signatures");
    }
  });

  test("lists what a key signed, with what became of the key", async () => {
    const { checked, skipped } = await verified({ author: lee.thumbprint });
    expect(skipped).toEqual([]);
    const entries = [
      { number: 6, kind: "record", block: 3, at: at(3), disputed: false },
      { number: 8, kind: "correction", block: 4, at: at(4), disputed: false },
    ];
    expect(checked.at(-1)).toEqual({ check: "author", key: leeKey, entries });
    const disputed = { number: 4, kind: "record", block: 3, at: at(3), disputed: true };
    expect((await verified({ author: rao.thumbprint })).checked.at(-1)).toEqual({
      check: "author",
      key: raoKey,
      entries: [disputed],
    });
  });

  test.each<[string, Partial<Evidence>, readonly unknown[]]>([
    ["that was never enrolled", { author: eve.thumbprint }, chain],
    ["on a plain ledger", { author: rao.thumbprint, pins: [{ name: "dr-rao", thumbprint: "x" }] }, squaresChain],
    [
      "that a part of the chain does not enrol",
      { author: rao.thumbprint, pins: [{ name: "dr-rao", thumbprint: rao.thumbprint }], isPart: true },
      chain.slice(0, 1),
    ],
  ])("skips a key %s", async (_, given, blocks) => {
    const report = await verified(given, blocks);
    expect(report.fault).toBeUndefined();
    expect(report.skipped.map(({ check }) => check)).toEqual([...(given.pins ? ["pin"] : []), "author"]);
  });
});

describe("a name that is pinned to a key", () => {
  const pinned = (name: string, { thumbprint }: Author) => ({ name, thumbprint });
  const named = [2, 3].map((number, place) => receiptOf(number, subjects[place]));

  test("is right where the key is enrolled and no receipt shows another", async () => {
    const pins = [pinned("dr-rao", rao), pinned("dr-lee", lee)];
    const report = await verified({ pins, receipts: named });
    expect(report.fault).toBeUndefined();
    expect(report.checked.filter(({ check }) => check === "pin")).toEqual([
      { check: "pin", name: "dr-rao", key: raoKey, isNamed: true },
      { check: "pin", name: "dr-lee", key: leeKey, isNamed: true },
    ]);
    expect(report.skipped).toEqual([]);
    const unnamed = await verified({ pins: [pinned("dr-who", rao)], receipts: [receiptOf(2)] });
    expect(unnamed.checked.at(-1)).toEqual({ check: "pin", name: "dr-who", key: raoKey, isNamed: false });
  });

  test("may have several keys", async () => {
    const pins = [pinned("dr-rao", lee), pinned("dr-rao", rao)];
    expect((await verified({ pins, receipts: named.slice(0, 1) })).fault).toBeUndefined();
  });

  test("is not checked where the ledger never enrolled the key: the thumbprint may be mistyped", async () => {
    const report = await verified({ pins: [pinned("eve", eve), pinned("dr-rao", rao)], receipts: named });
    expect(report.fault).toBeUndefined();
    expect(report.skipped.map(({ check, name }) => [check, name])).toEqual([["pin", "eve"]]);
  });

  test.each([
    ["another key in the name", pinned("dr-rao", lee), /in the name dr-rao, another key than was pinned/],
    ["the key in another name", pinned("dr-who", rao), /the key that was pinned for dr-who, but in another name/],
  ])("is wrong where a receipt shows %s, and the fault names the pin and nobody else", async (_, pin, detail) => {
    const { fault } = await verified({ pins: [pin], receipts: named });
    expect(fault).toMatchObject({ index: 2, rule: "pin", actual: `the key ${rao.thumbprint}` });
    expect(fault?.detail).toMatch(detail);
    expect(JSON.stringify(fault).replaceAll(pin.name, "")).not.toMatch(/dr-/);
  });

  test("is wrong where the same key is pinned in its own name and in another", async () => {
    const { fault } = await verified({ pins: [pinned("dr-rao", rao), pinned("dr-who", rao)], receipts: named });
    expect(fault).toMatchObject({ rule: "pin", expected: "the name dr-who" });
  });

  test("is not judged by a receipt that discloses no name", async () => {
    expect((await verified({ pins: [pinned("dr-rao", lee)], receipts: [receiptOf(2)] })).fault).toBeUndefined();
  });
});

describe("a receipt of an entry whose chain was verified too", () => {
  test.each<[number, object]>([
    [2, { kind: "key", key: rao.thumbprint, revokedBy: 7, unchecked: [] }],
    [3, { kind: "key", key: lee.thumbprint, unchecked: [] }],
    [4, { kind: "record", key: rao.thumbprint, disputed: true, unchecked: [] }],
    [5, { kind: "record", unchecked: [] }],
    [6, { kind: "record", key: lee.thumbprint, correctedBy: 8, unchecked: [] }],
    [7, { kind: "revocation", key: rao.thumbprint, unchecked: [] }],
    [8, { kind: "correction", key: lee.thumbprint, unchecked: [] }],
  ])("leaves open only what the chain cannot say: entry %i", async (number, expected) => {
    const { checked } = await verified({ receipts: [receiptOf(number)] });
    expect(checked.at(-1)).toMatchObject({ check: "receipt", entry: { number, disclosed: {}, ...expected } });
    const [entry] = checked.flatMap((finding) => (finding.check === "receipt" ? [finding.entry] : []));
    expect(Object.keys(entry ?? {}).length).toBe(Object.keys(expected).length + 2);
  });

  test("leaves open whether a key was revoked after the part of the chain that is there", async () => {
    const early = parseReceipt(JSON.stringify(evidence.receipt(2, 2)));
    const { checked } = await verified(
      { receipts: [{ name: "early", value: early }], isPart: true },
      chain.slice(0, 2),
    );
    expect(checked.at(-1)).toMatchObject({ entry: { kind: "key", unchecked: ["revocation"] } });
  });

  test("says what became of each version of a record, and of the name of a key", async () => {
    const versions = [...chain];
    for (const entries of [
      [{ kind: "correction", commitment: commitment("d"), corrects: 8 }],
      [
        { kind: "erasure", erases: 9 },
        { kind: "erasure", erases: 3 },
      ],
    ]) {
      versions.push(blockAfter(versions, entries));
    }
    const all = new SealedEvidence(versions, clinic);
    const fates = async (length: number, isPart: boolean) => {
      const receipts = [3, 5, 6, 8, 9].map((number) => {
        return { name: `${number}`, value: parseReceipt(JSON.stringify(all.receipt(number, length))) };
      });
      const { checked, fault } = await verified({ receipts, isPart }, versions.slice(0, length));
      expect(fault).toBeUndefined();
      return checked.flatMap((finding) => {
        if (finding.check !== "receipt" || !finding.entry) return [];
        const { number, correctedBy, erasedBy, unchecked } = finding.entry;
        return [[number, correctedBy, erasedBy, unchecked.length]];
      });
    };
    expect(await fates(6, false)).toEqual([
      [3, undefined, 11, 0],
      [5, undefined, undefined, 0],
      [6, 8, 10, 0],
      [8, 9, 10, 0],
      [9, undefined, 10, 0],
    ]);
    expect(await fates(5, true)).toEqual([
      [3, undefined, undefined, 1],
      [5, undefined, undefined, 1],
      [6, 8, undefined, 1],
      [8, 9, undefined, 1],
      [9, undefined, undefined, 1],
    ]);
  });
});

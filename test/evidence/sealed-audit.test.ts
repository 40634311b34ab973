import { describe, expect, test } from "vitest";
import { hex } from "../../src/chain/text/hex.ts";
import type { SealedBlock } from "../../src/chain/sealed/header.ts";
import { ChainAudit } from "../../src/evidence/checking/audit.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { discloseFields } from "../../src/evidence/receipts/disclosures.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { parseReceipt } from "../../src/evidence/receipts/receipt.ts";
import { openSaved } from "../../src/evidence/saved.ts";
import { type Evidence, type Report, verifyChain } from "../../src/evidence/checking/verification.ts";
import { ANY_TIME, squaresChain } from "../support/chain/chains.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { blockAfter, chainOf, record } from "../support/chain/sealed-builder.ts";
import { SealedEvidence } from "../support/chain/sealed-evidence.ts";

const ledger = new Notary("clinic.example/ledgers/patients");
const policy = { ledger: [await parseVerifierKey(ledger.vkey(LOG_TYPE))] };
const RECORD = { patient_name: "Alice", patient_ID: "P-1001", Reg_no: "REG-1" };
const sealed = await discloseFields(
  RECORD,
  [1, 2, 3].map((fill) => Buffer.alloc(16, fill)),
);
const chain = chainOf([[record(1), { kind: "record", commitment: sealed.commitment }], [record(2)], [record(3)]]);
const evidence = new SealedEvidence(chain, ledger);
const SIZES = [1, 2, 3, 4];
const opened = (size: number, of = evidence): Promise<VerifiedCheckpoint> =>
  openCheckpoint(of.checkpoint(size), policy);

/** The chain with other blocks from an index on, each mined. */
function rewritten(index: number): SealedBlock[] {
  const forged = chain.slice(0, index - 1);
  while (forged.length < chain.length) forged.push(blockAfter(forged, [record(`forged ${forged.length}`)]));
  return forged;
}

describe("an audit of a sealed chain", () => {
  test("confirms the history of each checkpoint, and knows genesis and tip by their headers", async () => {
    const audit = new ChainAudit(SIZES, ANY_TIME);
    expect(await audit.check(chain)).toBeUndefined();
    for (const size of SIZES) expect(audit.checkpointFault(await opened(size))).toBeUndefined();
    expect(audit).toMatchObject({ length: 4, genesis: { hash: chain[0]?.hash }, tip: { hash: chain[3]?.hash } });
    expect(audit.tip).not.toHaveProperty("entries");
    expect(hex(await audit.root())).toBe(Buffer.from((await opened(4)).root).toString("hex"));
  });

  test.each([2, 3, 4])(
    "finds by checkpoint what was rewritten from block %i on, although it was mined",
    async (index) => {
      const audit = new ChainAudit(SIZES, ANY_TIME);
      expect(await audit.check(rewritten(index))).toBeUndefined();
      for (const size of SIZES) {
        const fault = audit.checkpointFault(await opened(size));
        expect(fault?.rule).toBe(size < index ? undefined : "checkpoint");
      }
    },
  );

  test("stops at the first fault, and at a block of the other kind", async () => {
    for (const value of [{ ...chain[2], entries: [record(9)] }, squaresChain[2], null, 5]) {
      const audit = new ChainAudit(SIZES, ANY_TIME);
      expect(await audit.check([...chain.slice(0, 2), value])).toMatchObject({ index: 3 });
      expect(audit.length).toBe(2);
    }
    const plain = new ChainAudit([], ANY_TIME);
    expect(await plain.check([squaresChain[0], chain[1]])).toMatchObject({ index: 2, rule: "format" });
  });

  test("does not go on if the ledger is of a later version", async () => {
    const audit = new ChainAudit([], ANY_TIME);
    await expect(audit.check(chainOf([], { version: 2 }))).rejects.toMatchObject({ name: "UnknownVersion" });
    expect(audit.length).toBe(0);
  });
});

describe("verifying a sealed chain", () => {
  const RECEIPT = { ...evidence.receipt(3), fields: sealed.fields, disclosures: sealed.disclosures };

  async function verified(given: Partial<Evidence>, blocks: readonly unknown[] = chain): Promise<Report> {
    async function* served(): AsyncGenerator {
      yield* blocks;
    }
    const all = { blocks: served(), newest: await opened(4), checkpoints: [], receipts: [], ...given };
    return verifyChain(all, policy, { ...ANY_TIME, onBlock: () => {} });
  }

  test("reports what a receipt of an entry discloses, and what it cannot say", async () => {
    const answer = { message: "", block: chain[1], record: { number: 3 }, receipt: RECEIPT };
    const texts = { receipt: RECEIPT, answer, bare: evidence.receipt(3), block: evidence.blockReceipt(2) };
    const saved = Object.entries(texts).map(([name, value]) => ({ name, value: parseReceipt(JSON.stringify(value)) }));
    const { receipts } = await openSaved([], saved, policy);
    const report = await verified({ receipts });
    expect(report).toMatchObject({ skipped: [], puzzle: { puzzle: "block-hash", difficulty: 8 } });
    expect(report.fault).toBeUndefined();
    const entry = { number: 3, kind: "record", disclosed: RECORD, unchecked: [] };
    const right = { check: "receipt", index: 2, hash: chain[1]?.hash };
    expect(report.checked.filter(({ check }) => check === "receipt")).toEqual([
      { ...right, name: "receipt", entry },
      { ...right, name: "answer", entry },
      { ...right, name: "bare", entry: { ...entry, disclosed: {} } },
      { ...right, name: "block" },
    ]);
  });

  test.each<[string, object]>([
    ["another disclosure", { ...RECEIPT, disclosures: [sealed.disclosures[0]?.replace("W", "V")] }],
    ["another number", { ...RECEIPT, number: 2 }],
    ["another place in its block", { ...RECEIPT, number: 2, position: 0 }],
    ["another entry", { ...RECEIPT, entry: record(1) }],
    ["the header of another block", { ...RECEIPT, block: evidence.receipt(4).block }],
    ["other entries saved with it", { block: { ...chain[1], entries: [record(1), record(9)] }, receipt: RECEIPT }],
    ["another block saved with it", { block: chain[2], receipt: RECEIPT }],
  ])("does not call the ledger faulty for a receipt with %s, which anybody may have edited", async (_, edited) => {
    const report = await verified({ receipts: [{ name: "saved", value: parseReceipt(JSON.stringify(edited)) }] });
    expect(report.fault).toBeUndefined();
    expect(report.skipped).toMatchObject([{ check: "receipt", name: "saved" }]);
    expect(JSON.stringify(report)).not.toContain("Alice");
  });

  test("calls it faulty where it signed a receipt of an entry that its chain no longer has", async () => {
    for (const [number, index] of [
      [3, 2],
      [5, 4],
    ] as const) {
      const value = parseReceipt(JSON.stringify(evidence.receipt(number)));
      const report = await verified({ newest: undefined, receipts: [{ name: "saved", value }] }, rewritten(2));
      expect(report.fault).toMatchObject({ index, rule: "receipt" });
    }
  });

  test("finds a chain that is not the one that was saved", async () => {
    const report = await verified({ genesis: "0".repeat(64) });
    expect(report.fault).toMatchObject({ index: 1, rule: "genesis" });
    expect(await verified({ genesis: chain[0]?.hash })).toMatchObject({ genesis: chain[0]?.hash });
  });
});

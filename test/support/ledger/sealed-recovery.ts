import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { PatientRecord } from "../../../src/chain/record.ts";
import type { Header } from "../../../src/chain/sealed/header.ts";
import { ChainAudit } from "../../../src/evidence/audit.ts";
import { openCheckpoint } from "../../../src/evidence/checkpoint.ts";
import { type EntryReceipt, parseEntryReceipt, verifyEntryReceipt } from "../../../src/evidence/entry-receipt.ts";
import { parseReceipt, type Receipt, verifyReceipt } from "../../../src/evidence/receipt.ts";
import type { Answer } from "../../../src/ledger/answer.ts";
import type { AcceptResult, CorrectResult, MineResult, SubmitHeaderResult } from "../../../src/ledger/results.ts";
import { CheckpointSigners } from "../../../src/ledger/signing/checkpoint-signers.ts";
import type { Vault } from "../../../src/ledger/vault/vault.ts";
import { SIGNING } from "../worker/deployment.ts";
import { sqlOn } from "../storage/in-runtime.ts";
import { valueOf } from "./answers.ts";
import { expectWhole } from "./reads.ts";
import { faulty, NAME } from "./recovery.ts";
import { markOf } from "./vaults.ts";

/** May read every record. */
export const READER = { subject: "auditor", scopes: ["record:read", "chain:read"], requestId: "a-request" } as const;

/** The vault of the ledger with the faults. A stub does not survive a restart of its object. */
export function faultyVault(): DurableObjectStub<Vault> {
  return env.VAULT.getByName(NAME);
}

/** The answer that a client of a sealed ledger got. */
export type SealedTold = Answer<AcceptResult | CorrectResult | MineResult | SubmitHeaderResult>;

/** The answers that a sealed ledger's clients got: whatever happens, the ledger must honour them. */
export class SealedAcknowledged {
  /** The records that were acknowledged, with the numbers that their clients were told. */
  readonly records = new Map<string, { readonly record: PatientRecord; readonly number: number }>();
  readonly receipts: EntryReceipt[] = [];
  /** The headers of external miners, with the receipts that these got. */
  readonly headers: { readonly header: Header; readonly receipt: Receipt }[] = [];
  /** The records that the ledger refused. */
  readonly refused: PatientRecord[] = [];

  /** Records the answers; `undefined` stands for a call that failed. */
  keep(records: readonly PatientRecord[], answers: readonly (SealedTold | undefined)[]): void {
    for (const [place, answer] of answers.entries()) {
      if (!answer) continue;
      if (answer.outcome !== "ok") throw new Error(`not acknowledged, but ${answer.outcome}`);
      const { value } = answer;
      if (value.outcome === "mined") {
        this.headers.push({ header: value.block as Header, receipt: value.receipt as Receipt });
        continue;
      }
      const record = records[place];
      if (!record) throw new Error("there are more answers than records");
      if (value.outcome === "conflict") this.refused.push(record);
      else this.#acknowledge(record, numberOf(value));
      if (value.outcome === "registered" || value.outcome === "registered-before") this.receipts.push(value.receipt);
    }
  }

  #acknowledge(record: PatientRecord, number: number): void {
    // A record that was acknowledged twice must have got the same number.
    const before = this.records.get(record.Reg_no)?.number;
    if (before !== undefined && before !== number) throw new Error(`record ${before} is ${number} now`);
    this.records.set(record.Reg_no, { record, number });
  }
}

/** The number in an answer that acknowledges a record. */
function numberOf(value: Extract<SealedTold, { outcome: "ok" }>["value"]): number {
  if (value.outcome === "pending") return Number(value.id);
  if ("number" in value) return value.number;
  throw new Error(`not acknowledged, but ${value.outcome}`);
}

/**
 * Checks that a sealed ledger with nothing waiting honours its answers: each acknowledged record is on the chain once,
 * under its number, opens, and is found unless it was corrected; what was refused cannot be found; numbers have no gap; the chain, its tree and every
 * record are valid according to the ledger, and the chain according to an auditor's own computation; every receipt
 * verifies; the vault has seen the newest checkpoint; and the log of reads names every registration.
 */
export async function expectSealed(kept: SealedAcknowledged): Promise<void> {
  const verdict = await valueOf(faulty().validate({ rebuild: true, open: true }));
  const chain = await storedBlocks();
  const { length } = chain;
  expect(verdict).toMatchObject({ valid: true, length, checkpoint: { size: length } });

  const numbers = (await sqlOn(NAME, "SELECT number FROM entries ORDER BY number")).map(({ number }) => number);
  expect(numbers).toEqual(numbers.map((_, place) => place + 1));
  expect(chain.at(-1)?.last_entry).toBe(numbers.length);

  const opened = new Map<string, number>();
  for (let number = 2; number <= numbers.length; number++) {
    const result = await valueOf(faulty().record(number, READER));
    if (result.outcome !== "found") throw new Error(`record ${number} is ${result.outcome}`);
    expect(opened.has(result.found.Reg_no)).toBe(false);
    opened.set(result.found.Reg_no, number);
  }
  for (const { record, number } of kept.records.values()) {
    const view = await valueOf(faulty().record(number, READER));
    expect(view).toMatchObject({ found: { ...record, number } });
    const corrected_by = view.outcome === "found" ? view.found.corrected_by : undefined;
    const [found, ...others] = await withRegNo(record.Reg_no);
    expect({ number: found?.number, others }).toEqual({ number: corrected_by ? undefined : number, others: [] });
    expect(await valueOf(faulty().pending(String(number)))).toEqual({ number });
  }
  for (const { Reg_no, patient_ID } of kept.refused) {
    const ids = (await withRegNo(Reg_no)).map((view) => view.patient_ID);
    expect(ids).not.toContain(patient_ID);
  }

  const policy = { ledger: await new CheckpointSigners({ ...env, ...SIGNING }).verifiers(NAME) };
  const note = (await valueOf(faulty().checkpoint(0))) ?? "";
  const checkpoints = [await openCheckpoint(note, policy)];
  for (const receipt of kept.receipts) {
    const { checkpoint, disclosed, number } = await verifyEntryReceipt(
      parseEntryReceipt(JSON.stringify(receipt)),
      policy,
    );
    expect(disclosed).toEqual(kept.records.get(disclosed["Reg_no"] ?? "")?.record);
    expect(number).toBe(kept.records.get(disclosed["Reg_no"] ?? "")?.number);
    checkpoints.push(checkpoint);
  }
  for (const { header, receipt } of kept.headers) {
    expect(chain[header.index - 1]).toMatchObject(header);
    checkpoints.push(await verifyReceipt(parseReceipt(JSON.stringify(receipt)), header.hash, policy));
  }
  const audit = new ChainAudit(
    checkpoints.map(({ size }) => size),
    { now: () => Date.now() },
  );
  for (const block of chain) expect(await audit.next(block)).toBeUndefined();
  for (const checkpoint of checkpoints) expect(audit.checkpointFault(checkpoint)).toBeUndefined();
  expect(checkpoints[0]?.size).toBe(length);
  expect(await markOf(NAME)).toBe(length);
  await expectAllLogged(kept);
}

/** Checks that the log of reads is whole, and names every registration that was acknowledged. */
async function expectAllLogged(kept: SealedAcknowledged): Promise<void> {
  const log = await expectWhole();
  const registered = new Set(log.filter(({ action }) => action === "register").map(({ record }) => record));
  for (const { number } of kept.records.values()) expect(registered).toContain(number);
}

/** The views that a search for a registration number finds. */
async function withRegNo(regNo: string) {
  const result = await valueOf(faulty().search({ Reg_no: regNo }, READER));
  if (result.outcome !== "found") throw new Error(`the search ended with ${result.outcome}`);
  return result.found.records;
}

/** The blocks as the ledger serves them. */
async function storedBlocks(): Promise<(Header & { entries: unknown[] })[]> {
  const blocks: (Header & { entries: unknown[] })[] = [];
  for (let index = 1; ; index++) {
    const text = await valueOf(faulty().blockText(index));
    if (text === undefined) return blocks;
    blocks.push(JSON.parse(text) as Header & { entries: unknown[] });
  }
}

/** The number of entries that are not mined yet. */
export async function waitingEntries(): Promise<number> {
  const [row] = await sqlOn(
    NAME,
    "SELECT (SELECT count(*) FROM entries) - coalesce((SELECT max(last_entry) FROM headers), 0) AS waiting",
  );
  return Number(row?.["waiting"]);
}

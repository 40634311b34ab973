import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { Header } from "../../../src/chain/sealed/header.ts";
import { ChainAudit } from "../../../src/evidence/checking/audit.ts";
import { openCheckpoint } from "../../../src/evidence/notes/checkpoint.ts";
import {
  type EntryReceipt,
  parseEntryReceipt,
  verifyEntryReceipt,
} from "../../../src/evidence/receipts/entry-receipt.ts";
import { parseReceipt, type Receipt, verifyReceipt } from "../../../src/evidence/receipts/receipt.ts";
import type { Answer } from "../../../src/ledger/answer.ts";
import type {
  AcceptResult,
  CorrectResult,
  MineResult,
  ReadAction,
  SubmitHeaderResult,
} from "../../../src/ledger/results.ts";
import { CheckpointSigners } from "../../../src/ledger/signing/checkpoint-signers.ts";
import type { Vault } from "../../../src/ledger/vault/vault.ts";
import { SIGNING } from "../worker/deployment.ts";
import { sqlOn } from "../storage/in-runtime.ts";
import { valueOf } from "./answers.ts";
import { expectUnbroken } from "./log-check.ts";
import { expectRecordGone, expectRecordWhole, recordLines } from "./record-lines.ts";
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
  /** The records that may be erased, with their versions, and whatever of their secrets was stored before, in hex. */
  readonly erasable = new Map<number, { readonly versions: readonly number[]; readonly secrets: readonly string[] }>();
  /** Those whose erasure was acknowledged. */
  readonly erased = new Set<number>();
  /** The keys whose enrolment was acknowledged, by their thumbprints, and what their revocation was acknowledged with. */
  readonly keys = new Map<string, { readonly subject: string; readonly compromisedSince?: number }>();
  readonly keyReceipts: EntryReceipt[] = [];
  /** What the log of reads must have an entry for: requests that were answered. */
  readonly logged: { readonly request_id: string; readonly action: ReadAction }[] = [];

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

  /** The versions that were acknowledged, by their numbers. */
  known(): ReadonlyMap<number, PatientRecord> {
    return new Map(Array.from(this.records.values(), ({ number, record }) => [number, record]));
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
 * under its number; it opens, with all its versions, unless an entry erases it, and then nothing of it is left; what was
 * refused cannot be found; numbers have no gap; the chain, its tree and every record are valid according to the ledger,
 * and the chain according to an auditor's own computation; every receipt verifies; the vault has seen the newest
 * checkpoint; and the log of reads is unbroken and names everything that was acknowledged.
 */
export async function expectSealed(kept: SealedAcknowledged): Promise<void> {
  const verdict = await valueOf(faulty().validate({ rebuild: true, open: true }));
  const chain = await storedBlocks();
  const { length } = chain;
  expect(verdict).toMatchObject({ valid: true, length, checkpoint: { size: length } });

  const numbers = (await sqlOn(NAME, "SELECT number FROM entries ORDER BY number")).map(({ number }) => number);
  expect(numbers).toEqual(numbers.map((_, place) => place + 1));
  expect(chain.at(-1)?.last_entry).toBe(numbers.length);

  await expectWholeOrGone(kept);
  for (const { record, number } of kept.records.values()) {
    expect(await valueOf(faulty().pending(String(number)))).toEqual({ number });
    expect((await withRegNo(record.Reg_no)).length).toBeLessThanOrEqual(1);
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
  for (const receipt of kept.keyReceipts) {
    const proven = await verifyEntryReceipt(parseEntryReceipt(JSON.stringify(receipt)), policy);
    expect([...kept.keys.values()].map(({ subject }) => ({ subject }))).toContainEqual(proven.disclosed);
    checkpoints.push(proven.checkpoint);
  }
  await expectKeys(kept);
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

/** Checks that each acknowledged key is enrolled once, for its subject, and revoked if that was acknowledged. */
async function expectKeys({ keys }: SealedAcknowledged): Promise<void> {
  const page = await valueOf(faulty().keys({ from: 1, limit: 100 }, READER));
  const views = "keys" in page ? page.keys : [];
  for (const [thumbprint, { subject, compromisedSince }] of keys) {
    const own = views.filter((view) => view.thumbprint === thumbprint);
    expect(own).toHaveLength(1);
    expect(own).toMatchObject([
      { subject, ...(compromisedSince && { state: "revoked", compromised_since: compromisedSince }) },
    ]);
  }
}

/** Checks that the log of reads is unbroken, and names every version and every request that was acknowledged. */
async function expectAllLogged(kept: SealedAcknowledged): Promise<void> {
  const log = await expectUnbroken();
  expect(log).toEqual(expect.arrayContaining(kept.logged.map((entry) => expect.objectContaining(entry))));
  const accepted = log.filter(({ action, granted }) => granted && (action === "register" || action === "correct"));
  const numbers = new Set(accepted.map(({ record }) => record));
  expect([...kept.known().keys()].filter((number) => !numbers.has(number))).toEqual([]);
}

/**
 * Checks that each record on the chain is whole, or gone if one of its entries erases it: only those may be that were to
 * be erased, and those whose erasure was acknowledged must be.
 *
 * @param lost the versions whose keys are lost with the state of the vault that had them
 */
export async function expectWholeOrGone(kept: SealedAcknowledged, lost: readonly number[] = []): Promise<void> {
  const lines = recordLines(await storedBlocks());
  const known = kept.known();
  const versions = new Set(lines.flatMap((line) => line.versions));
  expect([...known.keys()].filter((number) => !versions.has(number))).toEqual([]);
  for (const line of lines) {
    const record = line.versions[0] ?? 0;
    const erasable = kept.erasable.get(record);
    if (line.erasedBy === undefined) {
      expect(kept.erased).not.toContain(record);
      await expectRecordWhole(line, { known, lost });
    } else {
      expect(line.versions).toEqual(erasable?.versions);
      await expectRecordGone(line, { known, secrets: erasable?.secrets });
    }
  }
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

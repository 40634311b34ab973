import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { ChainAudit } from "../../../src/evidence/checking/audit.ts";
import { openCheckpoint } from "../../../src/evidence/notes/checkpoint.ts";
import { CheckpointSigners } from "../../../src/ledger/signing/checkpoint-signers.ts";
import { parseReceipt, type Receipt, verifyReceipt } from "../../../src/evidence/receipts/receipt.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { Answer } from "../../../src/ledger/answer.ts";
import type { AcceptResult, MineResult, SubmitResult } from "../../../src/ledger/results.ts";
import { valueOf } from "./answers.ts";
import { SIGNING } from "../worker/deployment.ts";
import { sqlOn, storedChain } from "../storage/in-runtime.ts";

/** The name of the ledger with the faults. */
export const NAME = "faulty";

/** Its object. A stub does not survive a restart of its object. */
export function faulty(): DurableObjectStub<Ledger> {
  return env.LEDGER.getByName(NAME);
}

/** How often an alarm is delivered before giving up; mining a few blocks takes one or two. */
const DELIVERIES = 40;

/** The answer that a client got for a record. */
export type Told = Answer<AcceptResult | MineResult | SubmitResult>;

/** The answers that a ledger's clients got: whatever happens, the ledger must honour them. */
export class Acknowledged {
  readonly records: PatientRecord[] = [];
  readonly receipts: Receipt[] = [];
  /** The ids of accepted records, with their registration numbers. */
  readonly accepted = new Map<string, string>();

  /** Records the answers; `undefined` stands for a call that failed. */
  keep(records: readonly PatientRecord[], answers: readonly (Told | undefined)[]): void {
    for (const [place, answer] of answers.entries()) {
      if (!answer) continue;
      const record = records[place];
      if (!record) throw new Error("there are more answers than records");
      const result = answer.outcome === "ok" ? answer.value : answer;
      if (result.outcome === "pending") this.accepted.set(result.id, record.Reg_no);
      else if (!("block" in result)) throw new Error(`not acknowledged, but ${result.outcome}`);
      else if (result.receipt) this.receipts.push(result.receipt);
      this.records.push(record);
    }
  }
}

/**
 * Checks that the ledger honours its answers: each acknowledged record is on the chain once, each id leads to its
 * block, the chain and its tree are valid according to the ledger and to an auditor's own computation, and every
 * receipt verifies.
 */
export async function expectKept(kept: Acknowledged): Promise<void> {
  const verdict = await valueOf(faulty().validate({ rebuild: true }));
  const chain = await storedChain(NAME);
  const { length } = chain;
  expect(verdict).toMatchObject({ valid: true, length, checkpoint: { size: length } });

  const numbers = chain.slice(1).map(({ Reg_no }) => Reg_no);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const record of kept.records) {
    expect(chain.filter(({ Reg_no }) => Reg_no === record.Reg_no)).toMatchObject([record]);
  }
  for (const [id, number] of kept.accepted) {
    expect(await valueOf(faulty().pending(id))).toEqual({ index: numbers.indexOf(number) + 2 });
  }

  const policy = { ledger: await new CheckpointSigners({ ...env, ...SIGNING }).verifiers(NAME) };
  const signed = await valueOf(faulty().checkpoint(0));
  const newest = await openCheckpoint(signed ?? "", policy);
  const opened = await Promise.all(
    kept.receipts.map((receipt) => {
      const proof = parseReceipt(JSON.stringify(receipt));
      return verifyReceipt(proof, chain[proof.leafIndex]?.hash ?? "", policy);
    }),
  );
  const checkpoints = [newest, ...opened];
  const audit = new ChainAudit(
    checkpoints.map(({ size }) => size),
    { now: () => Date.now() },
  );
  for (const block of chain) expect(await audit.next(block)).toBeUndefined();
  for (const checkpoint of checkpoints) expect(audit.checkpointFault(checkpoint)).toBeUndefined();
  expect(newest.size).toBe(length);
}

/** The number of pending records. */
export async function waiting(): Promise<number> {
  const [row] = await sqlOn(NAME, "SELECT COUNT(*) AS waiting FROM mempool");
  return Number(row?.["waiting"]);
}

/** Delivers alarms as the platform does, until nothing is left to mine or no alarm is set for too long. */
export async function deliverAlarms(isDone: () => Promise<boolean>, most = DELIVERIES): Promise<void> {
  for (let deliveries = 0; deliveries < most && !(await isDone()); deliveries++) {
    await deliverAlarm();
    // Mining may go on without an alarm, and its pauses end only when nothing else happens.
    await scheduler.wait(1);
  }
}

/** Delivers the alarm if one is set, and once more if it fails. */
export async function deliverAlarm(): Promise<boolean> {
  try {
    return await runDurableObjectAlarm(faulty());
  } catch {
    await runInDurableObject(faulty(), (instance) => instance.alarm()).catch(() => undefined);
    return true;
  }
}

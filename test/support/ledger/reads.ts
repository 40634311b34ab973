import { env } from "cloudflare:test";
import { expect } from "vitest";
import { verifyConsistency } from "../../../src/chain/merkle-tree.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "../../../src/evidence/notes/checkpoint.ts";
import { parseReadReceipt, type ReadReceipt, verifyReadReceipt } from "../../../src/evidence/receipts/read-receipt.ts";
import type { ReadsPage, ReadView } from "../../../src/ledger/results.ts";
import { CheckpointSigners } from "../../../src/ledger/signing/checkpoint-signers.ts";
import { SIGNING } from "../worker/deployment.ts";
import { valueOf } from "./answers.ts";
import { faulty, NAME } from "./recovery.ts";

/** The keys that the log's checkpoints are verified with. */
export async function logPolicy() {
  return { ledger: await new CheckpointSigners({ ...env, ...SIGNING }).verifiers(`${NAME}/reads`) };
}

/** Has the ledger log a request that was denied. @param place tells it from others */
export function deny(place: number, record: number | null = place) {
  return faulty().denied("read", record, { subject: `dr-${place}`, requestId: `request-${place}` });
}

/** What the log says of it. */
export const denied = (place: number, record: number | null = place) => ({
  who: `dr-${place}`,
  action: "read",
  record,
  request_id: `request-${place}`,
  granted: false,
});

/** The newest checkpoint of the log; `undefined` if it is empty. */
export async function logCheckpoint(): Promise<VerifiedCheckpoint | undefined> {
  const note = await valueOf(faulty().readsCheckpoint(0));
  return note === undefined ? undefined : openCheckpoint(note, await logPolicy());
}

/** All entries of the log, in pages. */
export async function logged(limit = 100): Promise<readonly ReadView[]> {
  const entries: ReadView[] = [];
  for (let from: number | undefined = 1; from !== undefined;) {
    const page: ReadsPage | "no-log" = await valueOf(faulty().reads({ from, limit }));
    if (page === "no-log") throw new Error("the ledger keeps no log");
    entries.push(...page.entries);
    from = page.next;
  }
  return entries;
}

/** The receipt of an entry of the log, with what it was verified to prove. */
export async function receiptOf(number: number) {
  const receipt = await valueOf(faulty().readsProof(number));
  if (!receipt || receipt === "no-log") throw new Error(`there is no receipt of entry ${number}`);
  return { receipt, verified: await verified(receipt) };
}

async function verified(receipt: ReadReceipt) {
  const proof = parseReadReceipt(JSON.stringify(receipt));
  if (!proof) throw new Error("it is not a receipt of the log");
  return verifyReadReceipt(proof, await logPolicy());
}

/**
 * Checks that the log is whole: its entries count from 1 without a gap, each has a receipt that says the same, and its
 * newest checkpoint covers them all and continues the earlier ones.
 */
export async function expectWhole(before: readonly VerifiedCheckpoint[] = []): Promise<readonly ReadView[]> {
  const entries = await logged();
  expect(entries.map(({ number }) => number)).toEqual(entries.map((_, place) => place + 1));
  const newest = await logCheckpoint();
  expect(newest?.size ?? 0).toBe(entries.length);
  for (const { commitment, ...entry } of entries) {
    const { receipt, verified: proven } = await receiptOf(entry.number);
    expect(receipt.commitment).toBe(commitment);
    expect(proven.disclosed).toEqual("at" in entry ? entry : {});
  }
  for (const { size, root } of before) {
    const proof = await valueOf(faulty().readsConsistency(size, entries.length));
    if (!proof || proof === "no-log" || !newest) throw new Error("there is no proof");
    expect(await verifyConsistency(size, newest.size, root, newest.root, proof.path)).toBe(true);
  }
  return entries;
}

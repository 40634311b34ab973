import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import type { PatientRecord } from "../../../src/chain/record.ts";
import { patient } from "../worker/client.ts";
import { valueOf } from "./answers.ts";
import { edit } from "../storage/in-runtime.ts";
import { remined } from "./forgeries.ts";
import { type Acknowledged, deliverAlarm, faulty, NAME, type Told } from "./recovery.ts";
import { addPending, deleteCheckpoints, deleteTree, markUnsigned } from "../storage/edits.ts";

/** As easy as it can be: what is tested is not the search. */
export const PUZZLE = { puzzle: "block-hash", difficulty: 8 } as const;

const MINER = "dr-rao";

/** Something that writes, in the state of a ledger in which it writes most. */
export interface Operation {
  readonly name: string;
  /** The records that it puts on the chain. */
  readonly records: readonly PatientRecord[];
  readonly prepare: (kept: Acknowledged) => Promise<void>;
  /** @returns what the client was answered for each record; it gets no answer where nobody waits for one */
  readonly act: () => Promise<readonly Told[]>;
}

/** With the fourth block three subtrees are complete: none before it stores so many nodes. No alarm is set. */
async function threeBlocks(kept: Acknowledged): Promise<void> {
  await faulty().create(PUZZLE);
  for (const record of [patient(101), patient(102)]) kept.keep([record], [await faulty().mine(record, MINER)]);
  await deliverAlarm();
}

/** Puts records into the mempool of a ledger that is sound. */
export async function acceptAll(records: readonly PatientRecord[]): Promise<Told[]> {
  const results = await valueOf(faulty().accept(records, MINER));
  return results.map((value) => ({ outcome: "ok", value }));
}

/** Leaves records waiting with nobody who mines them, as an object that died leaves them. */
export async function leaveWaiting(kept: Acknowledged, records: readonly PatientRecord[]): Promise<void> {
  for (const record of records) {
    const id = crypto.randomUUID();
    await edit(NAME, addPending(record, MINER, id));
    kept.keep([record], [{ outcome: "ok", value: { outcome: "pending", id } }]);
  }
  await runInDurableObject(faulty(), (_, { storage }) => storage.setAlarm(Date.now() + 60_000));
}

export const OPERATIONS: readonly Operation[] = [
  {
    name: "creating a ledger",
    records: [],
    prepare: async () => undefined,
    act: async () => {
      await faulty().create(PUZZLE);
      return [];
    },
  },
  {
    name: "mining a record while its client waits",
    records: [patient(1)],
    prepare: threeBlocks,
    act: async () => [await faulty().mine(patient(1), MINER)],
  },
  {
    name: "accepting a batch and mining it afterwards",
    records: [patient(1), patient(2)],
    prepare: threeBlocks,
    act: () => acceptAll([patient(1), patient(2)]),
  },
  {
    name: "appending what an external miner found for a record that waits",
    records: [patient(1)],
    prepare: async (kept) => {
      await threeBlocks(kept);
      await leaveWaiting(kept, [patient(1)]);
    },
    act: async () => {
      const work = await valueOf(faulty().work(patient(1), MINER));
      if (work.outcome !== "work") throw new Error(`there is no work, but ${work.outcome}`);
      const { proof, timestamp } = await remined({ ...work.candidate, proof: 0, hash: "" });
      return [await faulty().submit(patient(1), MINER, { proof, timestamp })];
    },
  },
  {
    name: "taking up by the alarm what was left waiting",
    records: [patient(1)],
    prepare: async (kept) => {
      await threeBlocks(kept);
      await leaveWaiting(kept, [patient(1)]);
    },
    act: async () => {
      await deliverAlarm();
      return [];
    },
  },
  {
    name: "ending the wait of a record whose block is there already",
    records: [],
    prepare: async (kept) => {
      await threeBlocks(kept);
      await leaveWaiting(kept, [patient(102)]);
    },
    act: async () => {
      await deliverAlarm();
      return [];
    },
  },
  {
    name: "taking up what was left waiting on a ledger from before there was a tree",
    records: [patient(1)],
    prepare: async (kept) => {
      await threeBlocks(kept);
      await leaveWaiting(kept, [patient(1)]);
      // It had no key then, and its storage says so since it was taken over.
      await edit(NAME, deleteTree, deleteCheckpoints, markUnsigned(3));
      await evictDurableObject(faulty());
    },
    act: async () => {
      await deliverAlarm();
      return [];
    },
  },
];

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import type { PatientRecord } from "../../../src/chain/record.ts";
import type { Halted } from "../../../src/ledger/contradiction.ts";
import type { AcceptResult, MineResult, SubmitResult } from "../../../src/ledger/results.ts";
import { patient } from "../client.ts";
import { sqlOn } from "./evidence.ts";
import { remined } from "./forgeries.ts";
import { type Acknowledged, deliverAlarm, faulty, NAME } from "./recovery.ts";

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
  readonly act: () => Promise<(AcceptResult | Halted | MineResult | SubmitResult | undefined)[]>;
}

/** With the fourth block three subtrees are complete: none before it stores so many nodes. No alarm is set. */
async function threeBlocks(kept: Acknowledged): Promise<void> {
  await faulty().create(PUZZLE);
  for (const record of [patient(101), patient(102)]) kept.keep([record], [await faulty().mine(record, MINER)]);
  await deliverAlarm();
}

/** Puts records into the mempool of a ledger that is sound. */
export async function acceptAll(records: readonly PatientRecord[]): Promise<AcceptResult[]> {
  const answers = await faulty().accept(records, MINER);
  if (!Array.isArray(answers)) throw new Error("the records were not accepted");
  return answers;
}

/** Leaves records waiting with nobody who mines them, as an object that died leaves them. */
export async function leaveWaiting(kept: Acknowledged, records: readonly PatientRecord[]): Promise<void> {
  for (const { patient_name, patient_ID, Reg_no } of records) {
    const id = crypto.randomUUID();
    await sqlOn(
      NAME,
      "INSERT INTO mempool (id, patient_name, patient_ID, Reg_no, mined_by, accepted_at) VALUES (?, ?, ?, ?, ?, ?)",
      id,
      patient_name,
      patient_ID,
      Reg_no,
      MINER,
      Date.now(),
    );
    kept.keep([{ patient_name, patient_ID, Reg_no }], [{ outcome: "pending", id }]);
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
      const work = await faulty().work(patient(1), MINER);
      if (work?.outcome !== "work") throw new Error(`there is no work, but ${work?.outcome}`);
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
      await sqlOn(NAME, "DELETE FROM tree; DELETE FROM checkpoints");
      // It had no key then, and its storage says so since it was taken over.
      await runInDurableObject(faulty(), (_, { storage }) => storage.kv.put("unsigned", 3));
      await evictDurableObject(faulty());
    },
    act: async () => {
      await deliverAlarm();
      return [];
    },
  },
];

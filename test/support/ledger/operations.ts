import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { patient } from "../worker/client.ts";
import { valueOf } from "./answers.ts";
import { edit } from "../storage/in-runtime.ts";
import { remined } from "./forgeries.ts";
import { type Acknowledged, deliverAlarm, faulty, NAME, type Told } from "./recovery.ts";
import { addPending, deleteCheckpoints, deleteTree, markUnsigned, replaceBlocks } from "../storage/edits.ts";
import { DISTINCT_PROOFS, validChain } from "../worker/squares-chains.ts";
import type { Puzzle } from "../../../src/chain/puzzle.ts";

/** The lowest difficulty: the search is not under test. */
export const PUZZLE = { puzzle: "block-hash", difficulty: 8 } as const;

const SQUARES = { puzzle: "squares" } as const;

/** A `squares` chain that has every proof, so that records are mined in groups. */
const KNOWN_PROOFS = await validChain(DISTINCT_PROOFS.length + 5);

const MINER = "dr-rao";

/** An operation that writes, on a ledger in the state in which it writes most. */
export interface Operation {
  readonly name: string;
  readonly puzzle: Puzzle;
  /** The records that it puts on the chain. */
  readonly records: readonly PatientRecord[];
  readonly prepare: (kept: Acknowledged) => Promise<void>;
  /** @returns the answer to the client for each record; none for a record that no client waits for or got no answer */
  readonly act: () => Promise<readonly (Told | undefined)[]>;
}

/** The fourth block completes three subtrees; no earlier block stores as many nodes. No alarm is set. */
async function threeBlocks(kept: Acknowledged): Promise<void> {
  await faulty().create(PUZZLE);
  for (const record of [patient(101), patient(102)]) kept.keep([record], [await faulty().mine(record, MINER)]);
  await deliverAlarm();
}

/** A ledger whose proofs are all known, with a signed checkpoint. No alarm is set. */
async function knownProofs(kept: Acknowledged): Promise<void> {
  await faulty().create(SQUARES);
  const { length } = KNOWN_PROOFS;
  await edit(NAME, replaceBlocks(KNOWN_PROOFS), deleteTree, deleteCheckpoints, markUnsigned(length));
  await evictDurableObject(faulty());
  kept.keep([patient(1000)], [await faulty().mine(patient(1000), MINER)]);
  await deliverAlarm();
}

/** Records that all arrive in one turn of the event loop. */
async function mineTogether(records: readonly PatientRecord[]): Promise<(Told | undefined)[]> {
  const answers = await runInDurableObject(faulty(), (ledger) =>
    Promise.allSettled(records.map((record) => ledger.mine(record, MINER))),
  );
  return answers.map((answer) => (answer.status === "fulfilled" ? answer.value : undefined));
}

/** Adds records to the mempool of a sound ledger, or has them mined at once. */
export async function acceptAll(records: readonly PatientRecord[]): Promise<Told[]> {
  const results = await valueOf(faulty().accept(records, MINER));
  return results.map((value) => ({ outcome: "ok", value }));
}

/** Leaves records pending with nobody to mine them, as an object that died leaves them. */
export async function leaveWaiting(kept: Acknowledged, records: readonly PatientRecord[]): Promise<void> {
  for (const record of records) {
    const id = crypto.randomUUID();
    await edit(NAME, addPending(record, MINER, id));
    kept.keep([record], [{ outcome: "ok", value: { outcome: "pending", id } }]);
  }
  await runInDurableObject(faulty(), (_, { storage }) => storage.setAlarm(Date.now() + 60_000));
}

/** The records of a group. */
const GROUP = [patient(1001), patient(1002), patient(1003)];

export const OPERATIONS: readonly Operation[] = [
  {
    name: "creating a ledger",
    puzzle: PUZZLE,
    records: [],
    prepare: async () => undefined,
    act: async () => {
      await faulty().create(PUZZLE);
      return [];
    },
  },
  {
    name: "mining a record while its client waits",
    puzzle: PUZZLE,
    records: [patient(1)],
    prepare: threeBlocks,
    act: async () => [await faulty().mine(patient(1), MINER)],
  },
  {
    name: "accepting a batch and mining it afterwards",
    puzzle: PUZZLE,
    records: [patient(1), patient(2)],
    prepare: threeBlocks,
    act: () => acceptAll([patient(1), patient(2)]),
  },
  {
    name: "appending an external miner's block for a pending record",
    puzzle: PUZZLE,
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
    name: "mining leftover records by the alarm",
    puzzle: PUZZLE,
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
    name: "removing a pending record whose block already exists",
    puzzle: PUZZLE,
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
    name: "mining leftover records on a ledger from before the tree",
    puzzle: PUZZLE,
    records: [patient(1)],
    prepare: async (kept) => {
      await threeBlocks(kept);
      await leaveWaiting(kept, [patient(1)]);
      // The ledger had no key then, and its storage has said so since it was migrated.
      await edit(NAME, deleteTree, deleteCheckpoints, markUnsigned(3));
      await evictDurableObject(faulty());
    },
    act: async () => {
      await deliverAlarm();
      return [];
    },
  },
  {
    // The first is a group of its own, and the others arrive during its flush.
    name: "mining groups of records whose clients wait",
    puzzle: SQUARES,
    records: GROUP,
    prepare: knownProofs,
    act: () => mineTogether(GROUP),
  },
  {
    name: "accepting a batch that is mined at once, in one group",
    puzzle: SQUARES,
    records: GROUP,
    prepare: knownProofs,
    act: () => acceptAll(GROUP),
  },
  {
    name: "mining leftover records by the alarm, in one group",
    puzzle: SQUARES,
    records: GROUP,
    prepare: async (kept) => {
      await knownProofs(kept);
      await leaveWaiting(kept, GROUP);
    },
    act: async () => {
      await deliverAlarm();
      return [];
    },
  },
];

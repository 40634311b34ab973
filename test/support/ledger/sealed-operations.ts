import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { hex } from "../../../src/chain/text/hex.ts";
import { EntryTree } from "../../../src/chain/sealed/entry-tree.ts";
import type { CandidateHeader } from "../../../src/chain/sealed/header.ts";
import { solve } from "../../../src/mining/mine-block.ts";
import { subtleSearch } from "../../../src/mining/subtle-search.ts";
import type { SubmitHeaderResult } from "../../../src/ledger/results.ts";
import { sqlOn } from "../storage/in-runtime.ts";
import { patient } from "../worker/client.ts";
import { configure, deploy, SIGNING } from "../worker/deployment.ts";
import { valueOf } from "./answers.ts";
import { PUZZLE } from "./operations.ts";
import { deny } from "./reads.ts";
import { deliverAlarm, faulty, NAME } from "./recovery.ts";
import { faultyVault, READER, type SealedAcknowledged, type SealedTold } from "./sealed-recovery.ts";

const MINER = "dr-rao";

/** The settings of a deployment whose ledgers search for no proofs themselves. */
const EXTERNAL = { ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" };

/** An operation on a sealed ledger in the state in which it writes most. */
export interface SealedOperation {
  readonly name: string;
  /** The records that it puts on the chain. */
  readonly records: readonly PatientRecord[];
  readonly prepare: (kept: SealedAcknowledged) => Promise<void>;
  /** @returns the answer to the client for each record; none for one that no client waits for or got no answer */
  readonly act: (kept: SealedAcknowledged) => Promise<readonly (SealedTold | undefined)[]>;
  /** What a client without an answer does afterwards, apart from sending the records again. */
  readonly repeat?: (kept: SealedAcknowledged) => Promise<void>;
  /** Whether it cannot fail in a way that leaves the ledger without a genesis. */
  readonly isOnExisting: boolean;
}

/** Creates the ledger. The fourth block completes three subtrees; no earlier block stores as many nodes. */
export async function threeSealed(kept: SealedAcknowledged): Promise<void> {
  await faulty().create(PUZZLE, "sealed");
  for (const record of [patient(101), patient(102)]) kept.keep([record], [await faulty().mine(record, MINER)]);
  await deliverAlarm();
}

/** Accepts a batch. */
export async function acceptSealed(records: readonly PatientRecord[]): Promise<SealedTold[]> {
  const results = await valueOf(faulty().accept(records, MINER));
  return results.map((value) => ({ outcome: "ok", value }));
}

/** Leaves records waiting with nobody to mine them, as an object that died leaves them. No alarm is set. */
export async function leaveSealed(kept: SealedAcknowledged, records: readonly PatientRecord[]): Promise<void> {
  await deploy(EXTERNAL);
  kept.keep(records, await acceptSealed(records));
  configure(SIGNING);
  await evictDurableObject(faulty());
}

/** Mines on the work that the ledger gives out, and submits the header. */
export async function mineExternally(): Promise<SealedTold> {
  const work = await valueOf(faulty().work(undefined, "miner-7"));
  if (work.outcome !== "sealed-work") throw new Error(`there is no work, but ${work.outcome}`);
  return submitted(work.candidate);
}

/** Mines only some of the waiting entries, the oldest ones, and submits the header. */
export async function mineSomeExternally(count: number): Promise<SealedTold> {
  const work = await valueOf(faulty().work(undefined, "miner-7"));
  if (work.outcome !== "sealed-work") throw new Error(`there is no work, but ${work.outcome}`);
  const { first_entry, last_entry } = work.candidate;
  const last = Math.min(last_entry, first_entry + count - 1);
  const rows = await sqlOn(
    NAME,
    "SELECT entry FROM entries WHERE number BETWEEN ? AND ? ORDER BY number",
    first_entry,
    last,
  );
  const { root } = await EntryTree.of(rows.map(({ entry }) => entry as string));
  return submitted({ ...work.candidate, last_entry: last, merkle_root: hex(root) });
}

/** Searches for the proof of a header, and submits it. */
export async function submitted(candidate: CandidateHeader): Promise<SealedTold> {
  const solution = await solve(candidate, candidate.difficulty, {
    now: () => Date.now(),
    pause: async () => true,
    search: subtleSearch,
  });
  if (!solution) throw new Error("the mining was ended");
  const { previous_hash, last_entry, merkle_root, timestamp } = solution.candidate;
  const header = { previous_hash, last_entry, merkle_root, timestamp, proof: solution.proof };
  const value: SubmitHeaderResult = await valueOf(faulty().submitHeader(header, "miner-7"));
  return { outcome: "ok", value };
}

/** Records that all arrive in one turn of the event loop, each from its client. */
async function mineAtOnce(records: readonly PatientRecord[]): Promise<(SealedTold | undefined)[]> {
  const answers = await runInDurableObject(faulty(), (ledger) =>
    Promise.allSettled(records.map((record) => ledger.mine(record, MINER))),
  );
  return answers.map((answer) => (answer.status === "fulfilled" ? answer.value : undefined));
}

const GROUP = [patient(1), patient(2), patient(3)];

/** Another patient's record under a number that is taken. */
const CONFLICTING = { ...patient(101), patient_ID: "P-other" };

export const SEALED_OPERATIONS: readonly SealedOperation[] = [
  {
    name: "creating a sealed ledger",
    records: [],
    isOnExisting: false,
    prepare: async () => undefined,
    act: async () => {
      await faulty().create(PUZZLE, "sealed");
      return [];
    },
  },
  {
    name: "registering a record while its client waits",
    records: [patient(1)],
    isOnExisting: true,
    prepare: threeSealed,
    act: async () => [await faulty().mine(patient(1), MINER)],
  },
  {
    name: "registering several records at once",
    records: GROUP,
    isOnExisting: true,
    prepare: threeSealed,
    act: () => mineAtOnce(GROUP),
  },
  {
    name: "accepting a batch with a record that is refused",
    records: [...GROUP, CONFLICTING],
    isOnExisting: true,
    prepare: threeSealed,
    act: () => acceptSealed([...GROUP, CONFLICTING]),
  },
  {
    name: "mining leftover records by the alarm",
    records: GROUP,
    isOnExisting: true,
    prepare: async (kept) => {
      await threeSealed(kept);
      await leaveSealed(kept, GROUP);
    },
    act: async () => {
      await runInDurableObject(faulty(), (ledger) => ledger.alarm());
      return [];
    },
  },
  {
    name: "appending an external miner's block",
    records: GROUP,
    isOnExisting: true,
    prepare: async (kept) => {
      await threeSealed(kept);
      await leaveSealed(kept, GROUP);
    },
    act: async () => [await mineExternally()],
  },
  {
    name: "opening a record",
    records: [],
    isOnExisting: true,
    prepare: async (kept) => {
      await threeSealed(kept);
      await evictDurableObject(faulty());
    },
    act: async () => {
      await valueOf(faulty().search({ Reg_no: patient(102).Reg_no }, READER));
      await valueOf(faulty().recordProof(3, ["Reg_no"], READER));
      return [];
    },
  },
  {
    name: "logging denied requests that arrive at once",
    records: [],
    isOnExisting: true,
    prepare: threeSealed,
    act: async () => {
      await Promise.all([1, 2, 3].map((place) => valueOf(deny(place))));
      return [];
    },
  },
  {
    name: "telling the vault of a checkpoint that it did not get",
    records: [],
    isOnExisting: true,
    prepare: async (kept) => {
      await threeSealed(kept);
      const mark = await runInDurableObject(faultyVault(), (_, { storage: { sql } }) => [
        ...sql.exec<{ mark: string }>("SELECT mark FROM vault"),
      ]);
      kept.keep([patient(103)], [await faulty().mine(patient(103), MINER)]);
      // The last block's mark had not arrived when the ledger stopped.
      await runInDurableObject(
        faultyVault(),
        (_, { storage: { sql } }) => void sql.exec("UPDATE vault SET mark = ?", mark[0]?.mark ?? ""),
      );
      await evictDurableObject(faulty());
    },
    act: async () => {
      await valueOf(faulty().describe());
      return [];
    },
  },
];

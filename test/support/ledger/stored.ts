import { env, runInDurableObject } from "cloudflare:test";
import { type Block, BLOCK_FIELDS, candidateBlock, sealBlock, withProof } from "../../../src/chain/block.ts";
import type { PatientRecord } from "../../../src/chain/record.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { patient } from "../client.ts";
import vector from "../../vectors/squares-chain.json";
import proofs from "./distinct-proofs.json";

/** A valid chain of six blocks, made by another program: put in place, it spares the tests their mining. */
export const VECTOR: readonly Block[] = vector;

/**
 * Every proof a `squares` chain can have, in order, by another program (a loop of Python's hashlib): after the 225th
 * they repeat from the 68th on.
 */
export const DISTINCT_PROOFS: readonly number[] = proofs;

/** The proof of the block at an index of any honest `squares` chain. */
export function proofAt(index: number): number {
  const repeated = 67;
  const place = index - 1;
  const within = place < proofs.length ? place : repeated + ((place - repeated) % (proofs.length - repeated));
  return proofs[within] ?? Number.NaN;
}

/** A valid chain of so many blocks. */
export async function validChain(length: number): Promise<Block[]> {
  const [genesis] = VECTOR as [Block];
  const chain = [genesis];
  for (let tip = genesis; tip.index < length; chain.push(tip)) {
    const candidate = candidateBlock(tip, patient(tip.index + 1), "dr-rao", Date.parse(tip.timestamp) + 1000);
    tip = await sealBlock(withProof(candidate, proofAt(tip.index + 1)));
  }
  return chain;
}

/** A valid chain whose next block takes the longest search there is, of 346,464 hashes. */
export function slowChain(): Promise<Block[]> {
  return validChain(DISTINCT_PROOFS.indexOf(Math.max(...DISTINCT_PROOFS)));
}

/** The object that the app's routes use. */
export function ledger(): DurableObjectStub<Ledger> {
  return env.LEDGER.getByName("main");
}

/** The same, after it was created. */
export async function created(): Promise<DurableObjectStub<Ledger>> {
  const stub = ledger();
  await stub.create({ puzzle: "squares" });
  return stub;
}

/** Runs SQL behind the ledger's back, as an operator with access to the storage could. */
export async function sql(query: string, ...bindings: SqlStorageValue[]): Promise<Record<string, SqlStorageValue>[]> {
  return runInDurableObject(await created(), (_, { storage }) => storage.sql.exec(query, ...bindings).toArray());
}

/** Lets a registration number be stored twice, which whoever can write the storage can. */
export async function dropUniqueness(): Promise<void> {
  await sql("DROP INDEX blocks_by_Reg_no");
}

/** Replaces the stored chain, genesis included, by these blocks, which need not be valid. */
export async function storeChain(blocks: readonly Block[]): Promise<void> {
  return runInDurableObject(await created(), (_, { storage }) => {
    storage.transactionSync(() => {
      storage.sql.exec("DELETE FROM blocks");
      for (const block of blocks) {
        const columns = BLOCK_FIELDS.map((name) => `"${name}"`).join(", ");
        const marks = BLOCK_FIELDS.map(() => "?").join(", ");
        const values = BLOCK_FIELDS.map((name) => block[name] ?? null);
        storage.sql.exec(`INSERT INTO blocks (${columns}) VALUES (${marks})`, ...values);
      }
    });
  });
}

/** Leaves records pending, as an interrupted process would; the first under the id, if one is given. */
export async function storePending(
  records: readonly PatientRecord[],
  minedBy = "dr-rao",
  firstId: string = crypto.randomUUID(),
): Promise<void> {
  for (const [place, { patient_name, patient_ID, Reg_no }] of records.entries()) {
    await sql(
      "INSERT INTO mempool (id, patient_name, patient_ID, Reg_no, mined_by, accepted_at) VALUES (?, ?, ?, ?, ?, ?)",
      place === 0 ? firstId : crypto.randomUUID(),
      patient_name,
      patient_ID,
      Reg_no,
      minedBy,
      Date.now(),
    );
  }
}

/** Leaves so many records pending that nobody registered, `FULL-1` and on. */
export async function fill(rows: number): Promise<void> {
  await sql(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
     INSERT INTO mempool (id, patient_name, patient_ID, Reg_no, mined_by, accepted_at)
     SELECT 'full-' || n, 'Full', n, 'FULL-' || n, 'dr-rao', 0 FROM numbers`,
    rows,
  );
}

/** Waits until nothing is pending: what nobody waits for has no answer to await. */
export async function untilMined(): Promise<void> {
  while ((await stored()).pending > 0) await scheduler.wait(5);
}

/** How many blocks and pending records the ledger holds. */
export async function stored(): Promise<{ blocks: number; pending: number }> {
  const [counts] = await sql(
    "SELECT (SELECT COUNT(*) FROM blocks) AS blocks, (SELECT COUNT(*) FROM mempool) AS pending",
  );
  return { blocks: Number(counts?.["blocks"]), pending: Number(counts?.["pending"]) };
}

/** The chain with its newest block hashed: the ledger looks at that one before it appends another. */
export async function withHashedTip(blocks: readonly Block[]): Promise<Block[]> {
  const tip = blocks.at(-1);
  if (!tip) return [];
  const { hash: _, ...unhashed } = tip;
  return [...blocks.slice(0, -1), await sealBlock(unhashed)];
}

/** A chain of so many blocks that only looks like one: nothing in it was mined or hashed. */
export function imitation(length: number): Block[] {
  return Array.from({ length }, (_, place) => ({
    index: place + 1,
    timestamp: "2026-01-01T00:00:00.000Z",
    patient_name: `Patient ${place + 1} é`,
    patient_ID: `P-${place + 1}`,
    Reg_no: `REG-${place + 1}`,
    mined_by: "dr-rao",
    proof: place + 1,
    previous_hash: String(place).padStart(64, "0"),
    hash: String(place + 1).padStart(64, "0"),
  }));
}

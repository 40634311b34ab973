import { env } from "cloudflare:test";
import type { Block } from "../../../src/chain/block.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { addPending, type Edit, replaceBlocks, type Row, sizes, type Value } from "./edits.ts";
import { edit, readStored, sqlOn } from "./in-runtime.ts";

/** The object of the ledger `main`, which the routes use when a path names no other ledger. */
export function ledger(): DurableObjectStub<Ledger> {
  return env.LEDGER.getByName("main");
}

/** The same object, after its ledger was created. */
export async function created(): Promise<DurableObjectStub<Ledger>> {
  const stub = ledger();
  await stub.create({ puzzle: "squares" });
  return stub;
}

/** Like `edit`, on `main`, which is created first. */
export async function editMain(...edits: readonly Edit[]): Promise<void> {
  await created();
  await edit("main", ...edits);
}

/** Like `sqlOn`, on `main`, which is created first. */
export async function sql(statement: string, ...bindings: readonly Value[]): Promise<Row[]> {
  await created();
  return sqlOn("main", statement, ...bindings);
}

/** Replaces the stored chain, genesis included, with blocks that need not be valid. */
export function storeChain(blocks: readonly Block[]): Promise<void> {
  return editMain(replaceBlocks(blocks));
}

/** Leaves records pending, as an interrupted process would; the first one with the id, if one is given. */
export function storePending(records: readonly PatientRecord[], author?: string, firstId?: string): Promise<void> {
  return editMain(...records.map((record, place) => addPending(record, author, place === 0 ? firstId : undefined)));
}

/** Waits until nothing is pending, for records whose answers no client awaits. */
export async function untilMined(): Promise<void> {
  while ((await stored()).pending > 0) await scheduler.wait(5);
}

/** The number of blocks and pending records that the ledger holds. */
export async function stored(): Promise<{ blocks: number; pending: number }> {
  await created();
  return readStored("main", sizes);
}

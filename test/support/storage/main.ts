import { env } from "cloudflare:test";
import type { Block } from "../../../src/chain/block.ts";
import type { PatientRecord } from "../../../src/chain/record.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { addPending, type Edit, replaceBlocks, type Row, sizes, type Value } from "./edits.ts";
import { edit, readStored, sqlOn } from "./in-runtime.ts";

/** The object of the ledger `main`, which the app's routes use where a path names no other. */
export function ledger(): DurableObjectStub<Ledger> {
  return env.LEDGER.getByName("main");
}

/** The same, after it was created. */
export async function created(): Promise<DurableObjectStub<Ledger>> {
  const stub = ledger();
  await stub.create({ puzzle: "squares" });
  return stub;
}

/** As `edit`, on `main`, which is created for it. */
export async function editMain(...edits: readonly Edit[]): Promise<void> {
  await created();
  await edit("main", ...edits);
}

/** As `sqlOn`, on `main`, which is created for it. */
export async function sql(statement: string, ...bindings: readonly Value[]): Promise<Row[]> {
  await created();
  return sqlOn("main", statement, ...bindings);
}

/** Puts blocks, which need not be valid, in the place of the stored chain, genesis included. */
export function storeChain(blocks: readonly Block[]): Promise<void> {
  return editMain(replaceBlocks(blocks));
}

/** Leaves records pending, as an interrupted process would; the first under the id, if one is given. */
export function storePending(records: readonly PatientRecord[], author?: string, firstId?: string): Promise<void> {
  return editMain(...records.map((record, place) => addPending(record, author, place === 0 ? firstId : undefined)));
}

/** Waits until nothing is pending: what nobody waits for has no answer to await. */
export async function untilMined(): Promise<void> {
  while ((await stored()).pending > 0) await scheduler.wait(5);
}

/** How many blocks and pending records the ledger holds. */
export async function stored(): Promise<{ blocks: number; pending: number }> {
  await created();
  return readStored("main", sizes);
}

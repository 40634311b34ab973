import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { Vault } from "../../../src/ledger/vault/vault.ts";
import { replaceRows, type Row } from "../storage/edits.ts";

/** Everything that an object has stored, except its alarm. */
export interface Snapshot {
  readonly tables: readonly (readonly [name: string, rows: readonly Row[]])[];
  readonly notes: readonly (readonly [key: string, value: unknown])[];
}

type Stub = DurableObjectStub<Ledger> | DurableObjectStub<Vault>;

const TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'";

/** Copies what an object has stored, as a backup does. */
export function snapshotOf(stub: Stub): Promise<Snapshot> {
  return runInDurableObject(stub as DurableObjectStub, (_, { storage }) => snapshotIn(storage));
}

/** The same for a storage that can be read now. */
export function snapshotIn({ sql, kv }: DurableObjectStorage): Snapshot {
  const tables = [...sql.exec<{ name: string; sql: string }>(TABLES)].map(({ name, sql: created }) => {
    // Where a row stands is part of the copy: rows that are overwritten are found by it.
    const hasOwnId = !/WITHOUT ROWID|INTEGER PRIMARY KEY/.test(created);
    const query = `SELECT ${hasOwnId ? "rowid AS rowid, " : ""}* FROM ${name}`;
    return [name, sql.exec(query).toArray()] as const;
  });
  return { tables, notes: [...kv.list()] };
}

/** Puts an object back into an older state of its own, or into that of another, and restarts it. */
export async function restore(stub: Stub, { tables, notes }: Snapshot): Promise<void> {
  await runInDurableObject(stub as DurableObjectStub, (_, { storage }) => {
    const { sql, kv } = storage;
    storage.transactionSync(() => {
      const query = (statement: string, ...bindings: readonly SqlStorageValue[]) =>
        sql.exec(statement, ...bindings).toArray() as Row[];
      for (const [name, rows] of tables) replaceRows(name, rows)({ query, note: () => undefined });
      for (const key of Array.from(kv.list(), ([each]) => each)) kv.delete(key);
      for (const [key, value] of notes) kv.put(key, value);
    });
  });
  await evictDurableObject(stub);
}

/** Deletes everything that an object has stored, and restarts it. */
export async function lose(stub: Stub): Promise<void> {
  await runInDurableObject(stub as DurableObjectStub, (_, { storage }) => storage.deleteAll());
  await evictDurableObject(stub);
}

import { env, runInDurableObject } from "cloudflare:test";
import type { Block } from "../../../src/chain/block.ts";
import type { Edit, RawStorage, Row, Value } from "./edits.ts";

/** Works on a ledger's storage behind the ledger's back, all or nothing. */
export function behindTheBackOf<Result>(
  ledger: string,
  work: (storage: DurableObjectStorage) => Result,
): Promise<Result> {
  return runInDurableObject(env.LEDGER.getByName(ledger), (_, { storage }) =>
    storage.transactionSync(() => work(storage)),
  );
}

/** Reads a ledger's storage without a transaction, whose end would count as a write in tests of failing writes. */
export function readStored<Result>(ledger: string, reading: (storage: RawStorage) => Result): Promise<Result> {
  return runInDurableObject(env.LEDGER.getByName(ledger), (_, { storage }) => reading(rawStorage(storage)));
}

/** Edits a ledger's storage, as an operator with access to it could. */
export function edit(ledger: string, ...edits: readonly Edit[]): Promise<void> {
  return behindTheBackOf(ledger, (storage) => {
    for (const each of edits) each(rawStorage(storage));
  });
}

function rawStorage({ sql, kv }: DurableObjectStorage): RawStorage {
  return {
    query: (statement, ...bindings) => sql.exec(statement, ...bindings).toArray(),
    note: (key, value) => kv.put(key, value),
  };
}

/** Runs SQL on a ledger's storage, for reading or for an edit that only one test makes. */
export function sqlOn(ledger: string, statement: string, ...bindings: readonly Value[]): Promise<Row[]> {
  return readStored(ledger, ({ query }) => query(statement, ...bindings));
}

/** The stored blocks, in order. */
export async function storedChain(ledger: string): Promise<Block[]> {
  const rows = await sqlOn(ledger, `SELECT * FROM blocks ORDER BY "index"`);
  return rows.map((row) => {
    const stored: unknown = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
    return stored as Block;
  });
}

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { serialize } from "node:v8";
import { type Edit, type RawStorage, type Row, sizes, type Value } from "./edits.ts";

/** The database of a ledger, as whoever can write the storage has it: beside the server, without asking it. */
export class Store {
  readonly #file: string;

  /**
   * @param server whose storage it is in
   * @param path the ledger's path on the server
   */
  constructor({ data }: { readonly data: string }, path: string) {
    const name = path.split("/").at(-1);
    const folder = join(data, "v3/do/patient-ledger-Ledger");
    const files = readdirSync(folder).filter((file) => file.endsWith(".sqlite") && file !== "metadata.sqlite");
    const found = files.map((file) => join(folder, file)).find((file) => nameOf(file) === name);
    if (found === undefined) throw new Error(`no database is the ledger ${name}'s`);
    this.#file = found;
  }

  /** How many blocks the chain has, and how many records wait. It may be read while the server runs. */
  sizes(): { blocks: number; pending: number } {
    return withDatabase(this.#file, true, (database) => sizes(rawStorage(database)));
  }

  /** Edits it, while the server is stopped. */
  edit(...edits: readonly Edit[]): void {
    withDatabase(this.#file, false, (database) => {
      database.exec("BEGIN");
      for (const each of edits) each(rawStorage(database));
      database.exec("COMMIT");
    });
  }
}

function rawStorage(database: DatabaseSync): RawStorage {
  const query = (statement: string, ...bindings: readonly Value[]) => {
    const values = bindings.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
    return database.prepare(statement).all(...values) as Row[];
  };
  return {
    query,
    // As the runtime writes it: in the serialization of V8.
    note: (key, value) =>
      void database.prepare("INSERT OR REPLACE INTO _cf_KV (key, value) VALUES (?, ?)").run(key, serialize(value)),
  };
}

/** The name that the local runtime noted in an object's database. */
function nameOf(file: string): unknown {
  const query = "SELECT name FROM __miniflare_do_name";
  return withDatabase(file, true, (database) => database.prepare(query).get()?.["name"]);
}

function withDatabase<Result>(file: string, readOnly: boolean, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(file, { readOnly });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

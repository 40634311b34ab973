import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { serialize } from "node:v8";
import { type Edit, type RawStorage, type Row, sizes, type Value } from "./edits.ts";

/** What SQLite adds to the names of a database's files: itself, its write-ahead log, and the index of that. */
const FILES = ["", "-wal", "-shm"] as const;

/** The database of a ledger or its vault as a file, for anyone who can write the storage without the server. */
export class Store {
  readonly #file: string;

  /**
   * @param server whose storage holds the database
   * @param path the ledger's path on the server
   */
  constructor({ data }: { readonly data: string }, path: string, kind: "Ledger" | "Vault" = "Ledger") {
    const name = path.split("/").at(-1);
    const folder = join(data, `v3/do/patient-ledger-${kind}`);
    const files = readdirSync(folder).filter((file) => file.endsWith(".sqlite") && file !== "metadata.sqlite");
    const found = files.map((file) => join(folder, file)).find((file) => nameOf(file) === name);
    if (found === undefined) throw new Error(`no database is that of the ${kind.toLowerCase()} of ${name}`);
    this.#file = found;
  }

  /** The number of blocks and pending records. May be called while the server is running. */
  sizes(): { blocks: number; pending: number } {
    return withDatabase(this.#file, true, (database) => sizes(rawStorage(database)));
  }

  /** Edits it; only while the server is stopped. */
  edit(...edits: readonly Edit[]): void {
    withDatabase(this.#file, false, (database) => {
      database.exec("BEGIN");
      for (const each of edits) each(rawStorage(database));
      database.exec("COMMIT");
    });
  }

  /** Copies it to a file; only while the server is stopped. */
  copyTo(file: string): void {
    copyDatabase(this.#file, file);
  }

  /** Replaces it with a copy; only while the server is stopped. */
  putBack(file: string): void {
    copyDatabase(file, this.#file);
  }
}

function copyDatabase(from: string, to: string): void {
  for (const end of FILES) {
    rmSync(to + end, { force: true });
    if (existsSync(from + end)) copyFileSync(from + end, to + end);
  }
}

function rawStorage(database: DatabaseSync): RawStorage {
  const query = (statement: string, ...bindings: readonly Value[]) => {
    const values = bindings.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
    return database.prepare(statement).all(...values) as Row[];
  };
  return {
    query,
    // In V8's serialization format, as the runtime writes it.
    note: (key, value) =>
      void database.prepare("INSERT OR REPLACE INTO _cf_KV (key, value) VALUES (?, ?)").run(key, serialize(value)),
  };
}

/** The name that the local runtime stored in an object's database. */
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

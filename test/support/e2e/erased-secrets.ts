import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What the databases of a sealed ledger hold of some of its entries, and what nothing may be left of once they are erased. */
export interface Secret {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads what is stored of entries: the ciphertexts, fingerprints and look-ups, and the wrapped keys in the vault. May be
 * called while the server is running.
 *
 * @param data the folder with everything that the server stores
 * @param ledger the ledger's name
 */
export function secretsOnDisk(data: string, ledger: string, numbers: readonly number[]): Secret[] {
  const places = numbers.map(() => "?").join(", ");
  const rows = withDatabase(fileOf(data, "Ledger", ledger), (database) => ({
    entries: database
      .prepare(`SELECT number, key_id, ciphertext, fingerprint FROM entries WHERE number IN (${places})`)
      .all(...numbers) as Record<string, Uint8Array>[],
    lookups: database
      .prepare(`SELECT number, lookup FROM lookups WHERE number IN (${places})`)
      .all(...numbers) as Record<string, Uint8Array>[],
  }));
  const keys = withDatabase(fileOf(data, "Vault", ledger), (database) =>
    rows.entries.map(({ number, key_id: id = new Uint8Array() }) => ({
      name: `the wrapped key of ${String(number)}`,
      bytes: database.prepare("SELECT wrapped FROM keys WHERE id = ?").get(id)?.["wrapped"] as Uint8Array,
    })),
  );
  return [
    ...rows.entries.flatMap(({ number, ciphertext, fingerprint }) => [
      { name: `the ciphertext of ${String(number)}`, bytes: ciphertext as Uint8Array },
      { name: `the fingerprint of ${String(number)}`, bytes: fingerprint as Uint8Array },
    ]),
    ...rows.lookups.map(({ number, lookup }) => ({
      name: `a look-up of ${String(number)}`,
      bytes: lookup as Uint8Array,
    })),
    ...keys,
  ];
}

/** Has SQLite write what is in the write-ahead logs of a ledger's databases to their files, and empty the logs. */
export function checkpointOnDisk(
  data: string,
  ledger: string,
  kinds: readonly ("Ledger" | "Vault")[] = ["Ledger", "Vault"],
): void {
  for (const kind of kinds) {
    withDatabase(fileOf(data, kind, ledger), (database) => {
      const done = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
      if (done?.["busy"] !== 0) throw new Error("the database is in use");
    });
  }
}

/** The database of a ledger or its vault. */
function fileOf(data: string, kind: "Ledger" | "Vault", ledger: string): string {
  const folder = join(data, `v3/do/patient-ledger-${kind}`);
  const files = readdirSync(folder).filter((file) => file.endsWith(".sqlite") && file !== "metadata.sqlite");
  const query = "SELECT name FROM __miniflare_do_name";
  const found = files
    .map((file) => join(folder, file))
    .find((file) => withDatabase(file, (database) => database.prepare(query).get()?.["name"]) === ledger);
  if (found === undefined) throw new Error(`no ${kind} has the name ${ledger}`);
  return found;
}

function withDatabase<Result>(file: string, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(file);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

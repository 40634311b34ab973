import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Block } from "../../../src/chain/block.ts";
import type { DevServer } from "./dev-server.ts";

/** The database of a ledger, as whoever can write the storage has it: beside the server, without asking it. */
export class Store {
  readonly #file: string;

  /** @param path the ledger's path on the server */
  constructor({ data }: DevServer, path: string) {
    const name = path.split("/").at(-1);
    const folder = join(data, "v3/do/patient-ledger-Ledger");
    const files = readdirSync(folder).filter((file) => file.endsWith(".sqlite") && file !== "metadata.sqlite");
    const found = files.map((file) => join(folder, file)).find((file) => nameOf(file) === name);
    if (found === undefined) throw new Error(`no database is the ledger ${name}'s`);
    this.#file = found;
  }

  /** How many blocks the chain has, and how many records wait. It may be read while the server runs. */
  sizes(): { blocks: number; pending: number } {
    return reading(this.#file, (database) => ({
      blocks: Number(database.prepare("SELECT COUNT(*) AS count FROM blocks").get()?.["count"]),
      pending: Number(database.prepare("SELECT COUNT(*) AS count FROM mempool").get()?.["count"]),
    }));
  }

  /** Puts other blocks in the place of all that are stored, while the server is stopped. */
  replace(blocks: readonly Block[]): void {
    const database = new DatabaseSync(this.#file);
    try {
      database.exec("BEGIN; DELETE FROM blocks");
      const insert = database.prepare(
        `INSERT INTO blocks ("index", timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty, proof, previous_hash, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
      for (const block of blocks) {
        const { index, timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty = null } = block;
        const { proof, previous_hash, hash } = block;
        insert.run(
          index,
          timestamp,
          patient_name,
          patient_ID,
          Reg_no,
          mined_by,
          difficulty,
          proof,
          previous_hash,
          hash,
        );
      }
      database.exec("COMMIT");
    } finally {
      database.close();
    }
  }
}

/** The name that the local runtime noted in an object's database. */
function nameOf(file: string): unknown {
  return reading(file, (database) => database.prepare("SELECT name FROM __miniflare_do_name").get()?.["name"]);
}

function reading<Result>(file: string, read: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

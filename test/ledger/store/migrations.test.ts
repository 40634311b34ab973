import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { migrate } from "../../../src/ledger/store/migrations.ts";
import { CORRECTION_OF, NEWEST_HOLDER } from "../../../src/ledger/store/blocks.ts";
import { ledger } from "../../support/storage/main.ts";

/** The columns of a block from before authors and corrections. */
const COLUMNS = `"index", timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty, proof, previous_hash, hash`;

const FIRST = { id: 1, sql: "CREATE TABLE one (a TEXT) STRICT; INSERT INTO one VALUES ('kept');" };
const SECOND = { id: 2, sql: "ALTER TABLE one ADD COLUMN b TEXT; CREATE TABLE two (a TEXT) STRICT;" };

/** Runs a test on storage without any migrations. */
function onEmptyStorage(run: (storage: DurableObjectStorage) => void): Promise<void> {
  return runInDurableObject(ledger(), async (_, { storage }) => {
    await storage.deleteAll();
    run(storage);
  });
}

const tables = ({ sql }: DurableObjectStorage) =>
  sql
    .exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY name",
    )
    .toArray()
    .map(({ name }) => name);
const taken = ({ sql }: DurableObjectStorage) =>
  sql
    .exec<{ id: number }>("SELECT id FROM migrations ORDER BY id")
    .toArray()
    .map(({ id }) => id);

describe("migrations", () => {
  test("bring a new object to the schema of the code", async () => {
    await onEmptyStorage((storage) => {
      migrate(storage);

      expect(tables(storage)).toEqual([
        "blocks",
        "checkpoints",
        "entries",
        "erasures",
        "headers",
        "lookups",
        "mempool",
        "migrations",
        "mined",
        "read_checkpoints",
        "read_tiles",
        "reads",
        "tiles",
        "versions",
      ]);
      expect(taken(storage)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });
  });

  test("are each applied once, however often the object starts", async () => {
    await onEmptyStorage((storage) => {
      migrate(storage, [FIRST, SECOND]);
      migrate(storage, [FIRST, SECOND]);

      expect(taken(storage)).toEqual([1, 2]);
      expect(storage.sql.exec("SELECT a, b FROM one").toArray()).toEqual([{ a: "kept", b: null }]);
    });
  });

  test("appended since are applied by an object that stopped before them, and its data stay", async () => {
    await onEmptyStorage((storage) => {
      migrate(storage, [FIRST]);
      expect(tables(storage)).toEqual(["migrations", "one"]);

      migrate(storage, [FIRST, SECOND]);

      expect(tables(storage)).toEqual(["migrations", "one", "two"]);
      expect(storage.sql.exec("SELECT a, b FROM one").toArray()).toEqual([{ a: "kept", b: null }]);
    });
  });

  test.each([
    ["reordered", [SECOND, FIRST]],
    ["with a gap", [FIRST, { ...SECOND, id: 3 }]],
    ["with a repeated number", [FIRST, { ...SECOND, id: 1 }]],
    [
      "not counted from 1",
      [
        { ...FIRST, id: 0 },
        { ...SECOND, id: 1 },
      ],
    ],
  ])("are refused when their list is %s, before anything is done", async (_, list) => {
    await onEmptyStorage((storage) => {
      expect(() => migrate(storage, list)).toThrow(/only append/);

      expect(tables(storage)).toEqual([]);
    });
  });

  test("of a newer version make older code refuse the storage without touching it", async () => {
    await onEmptyStorage((storage) => {
      migrate(storage, [FIRST, SECOND]);

      expect(() => migrate(storage, [FIRST])).toThrow(/2 migrations/);

      expect(taken(storage)).toEqual([1, 2]);
      expect(tables(storage)).toEqual(["migrations", "one", "two"]);
    });
  });

  test("are applied all or none: a failing step rolls back those before it", async () => {
    await onEmptyStorage((storage) => {
      const broken = { id: 2, sql: "CREATE TABLE two (a TEXT) STRICT; INSERT INTO missing VALUES (1);" };

      expect(() => migrate(storage, [FIRST, broken])).toThrow(/missing/);
      expect(tables(storage)).toEqual([]);

      migrate(storage, [FIRST, SECOND]);
      expect(taken(storage)).toEqual([1, 2]);
    });
  });

  test("protect one registration number from two patients, whatever the code above does", async () => {
    await onEmptyStorage((storage) => {
      migrate(storage);
      const block = (index: number) =>
        storage.sql.exec(`INSERT INTO blocks (${COLUMNS}) VALUES (?, '', '', '', 'R', '', NULL, 1, '', '')`, index);

      block(1);
      block(2);
      expect(() => block(3)).toThrow(/UNIQUE/);
      expect(() => block(2)).toThrow(/UNIQUE/);
      // A correction holds the registration number of the block that it corrects.
      storage.sql.exec(`INSERT INTO blocks (${COLUMNS}, corrects) VALUES (3, '', '', '', 'R', '', NULL, 1, '', '', 2)`);
      expect(() => block(4)).toThrow(/UNIQUE/);
    });
  });

  test("protect one version from two corrections, whatever the code above does", async () => {
    await onEmptyStorage((storage) => {
      migrate(storage);
      const block = (index: number, corrects: number) =>
        storage.sql.exec(
          `INSERT INTO blocks (${COLUMNS}, corrects) VALUES (?1, '', '', '', 'R' || ?1, '', NULL, 1, '', '', ?2)`,
          index,
          corrects,
        );

      block(3, 2);
      expect(() => block(4, 2)).toThrow(/UNIQUE/);
      block(4, 3);
      const plan = storage.sql.exec(`EXPLAIN QUERY PLAN ${CORRECTION_OF}`, 3, 9).toArray();
      expect(plan[0]).toMatchObject({ detail: expect.stringContaining("corrections_by_corrects") as string });
    });
  });

  test("let a ledger start whose storage was edited to correct a block twice", async () => {
    await onEmptyStorage((storage) => {
      migrate(storage);
      storage.sql.exec(`
        DROP INDEX corrections_by_corrects; DROP INDEX mempool_by_corrects; ALTER TABLE mempool DROP COLUMN corrects;
        DROP INDEX entries_by_key; DROP INDEX IF EXISTS entries_by_commitment; ALTER TABLE erasures DROP COLUMN signed;
        DELETE FROM migrations WHERE id > 9;
        INSERT INTO blocks (${COLUMNS}, corrects)
          VALUES (3, '', '', '', 'A', '', NULL, 1, '', '', 2), (4, '', '', '', 'B', '', NULL, 1, '', '', 2)`);

      migrate(storage);

      expect(taken(storage)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });
  });

  test("let a ledger start whose storage was edited to repeat a registration number", async () => {
    await onEmptyStorage((storage) => {
      migrate(storage);
      storage.sql.exec(`
        DROP INDEX blocks_by_Reg_no; DROP INDEX corrections_by_Reg_no; DROP INDEX corrections_by_corrects;
        DROP INDEX mempool_by_corrects; ALTER TABLE mempool DROP COLUMN corrects; DELETE FROM migrations WHERE id > 3;
        ALTER TABLE mempool DROP COLUMN promised; DROP TABLE tiles; DROP TABLE headers; DROP TABLE entries; DROP TABLE lookups;
        DROP TABLE versions; DROP TABLE erasures; DROP TABLE reads; DROP TABLE read_tiles; DROP TABLE read_checkpoints;
        ALTER TABLE blocks DROP COLUMN author; ALTER TABLE blocks DROP COLUMN corrects;
        INSERT INTO blocks (${COLUMNS})
          VALUES (2, '', '', '', 'R', '', NULL, 1, '', ''), (3, '', '', '', 'R', '', NULL, 1, '', '')`);

      migrate(storage);

      expect(taken(storage)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      const blocks = storage.sql.exec(`SELECT "index", author, corrects FROM blocks`).toArray();
      expect(blocks).toEqual([2, 3].map((index) => ({ index, author: null, corrects: null })));
      const plan = storage.sql.exec(`EXPLAIN QUERY PLAN ${NEWEST_HOLDER}`, "R", 9).toArray();
      expect(plan.map(({ detail }) => detail)).toEqual(
        expect.arrayContaining([
          expect.stringContaining("blocks_by_Reg_no"),
          expect.stringContaining("corrections_by_Reg_no"),
        ]),
      );
    });
  });
});

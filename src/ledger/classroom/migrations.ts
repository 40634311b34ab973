import { FIRST_PAGE, type Migration } from "../store/migrations.ts";

/** How many bytes a name takes: 80 UTF-16 units are at most 240 bytes of UTF-8. */
export const NAME_BYTES = 240;

/**
 * The steps of the schema of a class, which lead to the following one. `ClassStore` is the only one to read and write it.
 * Nothing is signed because it is stored: codes, subjects, ledgers and the class's name are computed. Whoever edits the
 * storage can bring back a code that was withdrawn, let one be used again, or prolong the class, by a week at most: none
 * of that reaches a ledger that the class does not have.
 *
 * `students`: one row for each student, inserted when the class is opened and deleted with the class.
 * - `number`: counts the students from 1.
 * - `issue`: counts the codes that were issued to the student. Only the last one is valid.
 * - `withdrawn`: 1 if that code was withdrawn.
 * - `used`: 1 once that code was exchanged.
 * - `device`: the SHA-256 of the secret with which it was exchanged, and may be again; NULL if there was none.
 * - `sandbox`: counts the student's sandboxes.
 *
 * `names`: one row for each student, inserted and deleted as those of `students`. Deleted rows stay in the pages of the
 * database, so a name is overwritten before it is deleted or replaced. All names have one length, so that SQLite writes
 * each in the place of the last and moves none; the first row fills a page with random bytes, since SQLite copies a
 * table's first page when the table outgrows it.
 * - `number`: as in `students`; 0 in the first row.
 * - `name`: the student's own name in UTF-8, filled up with zeros; zeros alone if there is none.
 *
 * The object's key-value storage holds the rest:
 * - `ends`: when the class ends, in milliseconds since 1970. Without it there is no class.
 * - `first_issue`, `first_sandbox`: where `issue` and `sandbox` begin. They stay when a class is deleted, so that another
 *   one of the same name neither repeats a code nor needs the name of a sandbox that was deleted for good.
 * - `attempts`: how many wrong codes there were since when. It names nobody.
 */
export const CLASSROOM_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE students (
        number INTEGER PRIMARY KEY,
        issue INTEGER NOT NULL,
        withdrawn INTEGER NOT NULL DEFAULT 0,
        used INTEGER NOT NULL DEFAULT 0,
        device BLOB,
        sandbox INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE names (
        number INTEGER PRIMARY KEY,
        name BLOB NOT NULL
      ) STRICT;
      INSERT INTO names (number, name) VALUES (0, randomblob(${FIRST_PAGE}));`,
  },
];

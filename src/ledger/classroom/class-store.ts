import { MOST_STUDENTS } from "../../class/class-names.ts";
import { isMigrated, migrate } from "../store/migrations.ts";
import { CLASSROOM_MIGRATIONS, NAME_BYTES } from "./migrations.ts";
import type { Terms } from "./results.ts";

/** A student's row. */
export interface StudentRow {
  readonly number: number;
  readonly issue: number;
  readonly isWithdrawn: boolean;
  readonly isUsed: boolean;
  readonly device: Uint8Array | undefined;
  readonly sandbox: number;
  readonly name: string | undefined;
}

/** How many codes were wrong, in the minute that began with the first of them. */
export interface WrongAttempts {
  /** In milliseconds since 1970. */
  readonly since: number;
  readonly count: number;
}

type Columns = {
  number: number;
  issue: number;
  withdrawn: number;
  used: number;
  device: ArrayBuffer | null;
  sandbox: number;
  name: ArrayBuffer;
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The SQLite database of a class. All SQL on it is here, and its schema is in migrations.ts. */
export class ClassStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;

  /** Stores nothing in an object whose class was never opened. */
  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
    if (isMigrated(storage)) migrate(storage, CLASSROOM_MIGRATIONS);
  }

  /** When the class ends, in milliseconds since 1970; `undefined` if there is no class. */
  get ends(): number | undefined {
    return this.#storage.kv.get<number>("ends");
  }

  /** Where the numbers of the students' sandboxes begin. */
  get firstSandbox(): number {
    return this.#first("sandbox");
  }

  /** The students in the order of their numbers; none if there is no class. */
  students(): StudentRow[] {
    if (this.ends === undefined) return [];
    const query = `SELECT number, issue, withdrawn, used, device, sandbox, name FROM students JOIN names USING (number)
      WHERE number BETWEEN 1 AND ${MOST_STUDENTS} ORDER BY number`;
    return this.#sql
      .exec<Columns>(query)
      .toArray()
      .map(({ number, issue, withdrawn, used, device, sandbox, name }) => ({
        number,
        issue,
        isWithdrawn: withdrawn !== 0,
        isUsed: used !== 0,
        device: device === null ? undefined : new Uint8Array(device),
        sandbox,
        name: decoder.decode(name).replace(/\0+$/, "") || undefined,
      }));
  }

  /** Opens the class. */
  open({ names, ends }: Terms): void {
    this.#storage.transactionSync(() => {
      migrate(this.#storage, CLASSROOM_MIGRATIONS);
      const [issue, sandbox] = [this.#first("issue"), this.#first("sandbox")];
      for (const [place, name] of names.entries()) {
        const insert = "INSERT INTO students (number, issue, sandbox) VALUES (?, ?, ?)";
        this.#sql.exec(insert, place + 1, issue, sandbox);
        this.#sql.exec("INSERT INTO names (number, name) VALUES (?, ?)", place + 1, bytesOf(name));
      }
      this.#storage.kv.put("ends", ends);
    });
  }

  /** Replaces the names of an open class of as many students, and its end. */
  change({ names, ends }: Terms): void {
    this.#storage.transactionSync(() => {
      for (const [place, name] of names.entries()) {
        this.#sql.exec("UPDATE names SET name = ? WHERE number = ?", bytesOf(name), place + 1);
      }
      this.#storage.kv.put("ends", ends);
    });
  }

  /** Deletes the class and all that it holds about anybody. */
  delete(): void {
    const students = this.students();
    this.#storage.transactionSync(() => {
      this.#sql.exec("UPDATE names SET name = randomblob(length(name)) WHERE number > 0");
      this.#sql.exec("UPDATE students SET device = randomblob(length(device)) WHERE device IS NOT NULL");
      this.#sql.exec("DELETE FROM names WHERE number > 0");
      this.#sql.exec("DELETE FROM students");
      for (const counter of ["issue", "sandbox"] as const) {
        const next = Math.max(...students.map((student) => student[counter])) + 1;
        if (Number.isSafeInteger(next)) this.#storage.kv.put(`first_${counter}`, next);
      }
      this.#storage.kv.delete("ends");
      this.#storage.kv.delete("attempts");
    });
  }

  /** Has a new code take the place of the student's last one. */
  issue(number: number): void {
    const update = "UPDATE students SET issue = issue + 1, withdrawn = 0, used = 0, device = NULL WHERE number = ?";
    this.#sql.exec(update, number);
  }

  withdraw(number: number): void {
    this.#sql.exec("UPDATE students SET withdrawn = 1 WHERE number = ?", number);
  }

  /** Notes that the student's code was exchanged. @param device the SHA-256 of the device's secret, if it has one */
  use(number: number, device: Uint8Array | undefined): void {
    this.#sql.exec("UPDATE students SET used = 1, device = ? WHERE number = ?", device ?? null, number);
  }

  /** Has a student move on to another sandbox, unless they have left this one already. */
  moveOn(number: number, from: number, to: number): void {
    this.#sql.exec("UPDATE students SET sandbox = ? WHERE number = ? AND sandbox = ?", to, number, from);
  }

  get attempts(): WrongAttempts | undefined {
    return this.#storage.kv.get<WrongAttempts>("attempts");
  }

  set attempts(attempts: WrongAttempts) {
    this.#storage.kv.put("attempts", attempts);
  }

  #first(counter: "issue" | "sandbox"): number {
    return this.#storage.kv.get<number>(`first_${counter}`) ?? 1;
  }
}

/** A name in the length that all names have. */
function bytesOf(name: string | null): Uint8Array {
  const bytes = new Uint8Array(NAME_BYTES);
  encoder.encodeInto(name ?? "", bytes);
  return bytes;
}

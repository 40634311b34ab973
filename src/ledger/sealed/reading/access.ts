import type { AuditEvent } from "../../reads/audit.ts";
import type { Erased, NotFound, ReadAction, Reader, RecordMissing } from "../../results.ts";
import type { Version } from "./record-versions.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { OpenedRecord } from "../accepting/sealing.ts";

/** The patients that a token is narrowed to, and the keyed hashes that lead to them; absent if it is not narrowed. */
export type Permission =
  { readonly patients: readonly string[]; readonly lookups: readonly Uint8Array<ArrayBuffer>[] } | undefined;

/** Why a version is not opened. */
export type Closed = NotFound | RecordMissing | Erased;

/** A version that was opened. */
export interface Opened {
  readonly outcome: "opened";
  readonly opened: OpenedRecord;
}

/** What the log says about a version: whether it was opened. The number is `null` if a request concerned none. */
export interface Noted {
  readonly number: number | null;
  readonly granted: boolean;
}

export const NONE: NotFound = { outcome: "none" };

/** Decides who may open a version of a record, and opens it. */
export class RecordAccess {
  readonly #parts: SealedParts;

  constructor(parts: SealedParts) {
    this.#parts = parts;
  }

  /**
   * What a reader may open. A token that is narrowed to patients costs the same whatever it asks for, so that the time
   * until an answer tells nothing about other patients.
   */
  async permission({ patients }: Reader): Promise<Permission> {
    if (!patients) return undefined;
    const sealing = await this.#parts.sealing();
    return {
      patients,
      lookups: await Promise.all(patients.map((patient) => sealing.lookup("patient_ID", patient))),
    };
  }

  /** Why a version may not be opened; `undefined` if it may. Nothing is opened to find out. */
  async refusal(version: Version, permission: Permission): Promise<NotFound | Erased | undefined> {
    // From then on the erasures that have begun are known.
    await this.#parts.sealing();
    if (version.isErased || this.#parts.erasures.hasRow(version.record)) return erasedFor(permission);
    return this.#isAllowed(version, permission) ? undefined : NONE;
  }

  /** Opens a version. */
  async open(version: Version, permission: Permission): Promise<Opened | Closed> {
    const { link } = this.#parts;
    const { keyId, ciphertext, commitment } = version;
    const key = keyId && (await link.key(keyId));
    const opened = key && ciphertext && (await (await this.#parts.sealing()).open(ciphertext, key, commitment));
    const erased = this.erasedSince(version, permission);
    if (erased) return erased;
    // Its look-up says that it is that of a patient whom the token opens.
    if (!opened) return { outcome: "missing" };
    // Someone may have edited the look-up.
    const isAllowed = permission?.patients.includes(opened.record.patient_ID) ?? true;
    return isAllowed ? { outcome: "opened", opened } : NONE;
  }

  /**
   * Why a version that was opened must not be shown after all: the erasure of its record may have begun meanwhile. Ask
   * in the turn of the event loop that answers.
   *
   * @param reader who it is opened for, or what they may open
   */
  erasedSince({ record }: Version, reader: Pick<Reader, "patients"> | undefined): NotFound | Erased | undefined {
    return this.#parts.erasures.hasRow(record) ? erasedFor(reader) : undefined;
  }

  /** Logs what a reader does with records. Nothing of them may be opened or answered before this resolves. */
  note(reader: Reader, action: ReadAction, noted: readonly Noted[]): Promise<void> {
    const { subject: who, requestId } = reader;
    const events = noted.map(({ number: record, granted }): AuditEvent => ({
      who,
      action,
      record,
      requestId,
      granted,
    }));
    return this.#parts.audit.note(events);
  }

  #isAllowed({ number }: Version, permission: Permission): boolean {
    return permission?.lookups.some((lookup) => this.#parts.entries.leadsTo(lookup, number)) ?? true;
  }
}

/** A narrowed token is not told what became of other patients' records, and erased ones name no patient any more. */
function erasedFor(reader: Pick<Reader, "patients"> | undefined): NotFound | Erased {
  return reader?.patients ? NONE : { outcome: "erased" };
}

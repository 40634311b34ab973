import type { AuditEvent } from "../reads/audit.ts";
import type { Erased, NotFound, ReadAction, Reader, RecordMissing } from "../results.ts";
import type { Version } from "./record-versions.ts";
import type { SealedParts } from "./sealed-parts.ts";
import type { OpenedRecord } from "./sealing.ts";

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
    const { link, erasures } = this.#parts;
    const { keyId, ciphertext, commitment, record } = version;
    const key = keyId && (await link.key(keyId));
    const opened = key && ciphertext && (await (await this.#parts.sealing()).open(ciphertext, key, commitment));
    // An erasure may have begun meanwhile.
    if (erasures.hasRow(record)) return erasedFor(permission);
    // Its look-up says that it is that of a patient whom the token opens.
    if (!opened) return { outcome: "missing" };
    // Someone may have edited the look-up.
    const isAllowed = permission?.patients.includes(opened.record.patient_ID) ?? true;
    return isAllowed ? { outcome: "opened", opened } : NONE;
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
function erasedFor(permission: Permission): NotFound | Erased {
  return permission ? NONE : { outcome: "erased" };
}

import type { CorrectResult, ExpectedTags, Reader, SubmittedRecord } from "../../results.ts";
import { type Closed, NONE, type Permission, type RecordAccess } from "../reading/access.ts";
import type { RecordVersions, Version } from "../reading/record-versions.ts";
import type { Registering } from "./registering.ts";

/** What records are corrected with. */
interface Sources {
  readonly versions: RecordVersions;
  readonly access: RecordAccess;
  readonly registering: Registering;
}

/** Replaces records with new versions. */
export class Corrections {
  readonly #versions: RecordVersions;
  readonly #access: RecordAccess;
  readonly #registering: Registering;

  constructor({ versions, access, registering }: Sources) {
    this.#versions = versions;
    this.#access = access;
    this.#registering = registering;
  }

  /**
   * Replaces a record with a new version, and waits for its block. Whether the version is the current one, and the new
   * registration number free, is decided again when the new version is stored.
   *
   * @param number the number of the version that is to be the current one
   * @param expected the tags that the client expects it to have
   */
  async correct(
    number: number,
    expected: ExpectedTags,
    record: SubmittedRecord,
    reader: Reader,
  ): Promise<CorrectResult> {
    const permission = await this.#access.permission(reader);
    const version = await this.#versions.at(number);
    if (!version) return NONE;
    const closed = await this.#closed(version, permission);
    if (closed) {
      await this.#access.note(reader, "correct", [{ number, granted: false }]);
      return closed;
    }
    const isExpected = expected === "any" || expected.includes(version.commitment);
    if (!isExpected || version.replacedBy !== undefined) return { outcome: "outdated" };
    const { subject, requestId } = reader;
    return this.#registering.correct(record, { subject, requestId }, version);
  }

  /**
   * Why a record may not be corrected; `undefined` if it may. A narrowed token must open its current version, and the
   * patient that this one says is what counts: a look-up may have been edited.
   */
  async #closed(version: Version, permission: Permission): Promise<Closed | undefined> {
    const current = permission ? await this.#versions.current(version) : version;
    const refused = await this.#access.refusal(current, permission);
    if (refused || !permission) return refused;
    const result = await this.#access.open(current, permission);
    return result.outcome === "opened" ? undefined : result;
  }
}

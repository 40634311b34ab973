import type { ErasureReason, ErasureView, EraseResult, HoldResult, Reader, RecordResult } from "../../results.ts";
import type { ErasureStatus } from "../../vault/results.ts";
import { type Closed, NONE, type RecordAccess } from "../access.ts";
import type { RecordVersions, Version } from "../record-versions.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { ErasureRuns } from "./erasure-runs.ts";
import type { ErasureSteps } from "./erasure-steps.ts";
import type { Erasures } from "./erasures.ts";
import type { VersionChains } from "./version-chain.ts";

/** What {@link Erasing} works with. */
interface Sources {
  readonly erasures: Erasures;
  readonly chains: VersionChains;
  readonly steps: ErasureSteps;
  readonly runs: ErasureRuns;
  readonly versions: RecordVersions;
  readonly access: RecordAccess;
}

/** Erases records, and holds them against that, for those who may see them. */
export class Erasing {
  readonly #parts: SealedParts;
  readonly #sources: Sources;

  constructor(parts: SealedParts, sources: Sources) {
    this.#parts = parts;
    this.#sources = sources;
  }

  /**
   * Erases all versions of a record: its keys are destroyed, and its erasure's entry accepted, when this resolves. The
   * rest follows when that is mined.
   *
   * @param number the number of any of its versions
   */
  async erase(number: number, reason: ErasureReason, reader: Reader): Promise<EraseResult> {
    const { access, erasures, steps, runs } = this.#sources;
    const version = await this.#sources.versions.at(number);
    if (!version) return NONE;
    const closed = await this.#closed(version, reader);
    if (closed && closed.outcome !== "erased") {
      await access.note(reader, "erase", [{ number, granted: false }]);
      return closed;
    }
    const { record } = version;
    const status = await this.#status(record, reader);
    await access.note(reader, "erase", [{ number, granted: !status.isHolder || closed !== undefined }]);
    if (closed) return { outcome: "erased-before", erasure: await this.#view(record, status) };
    if (status.isHolder) return { outcome: "holder" };
    // While a record is held, it is read and corrected as before: nothing may begin.
    if (status.isHeld && (await this.#isKeptFor(record, reason))) return { outcome: "held" };
    runs.arm();
    await erasures.begin(record, reason, await this.#parts.sealing());
    if ((await steps.run(record)) === "held") return { outcome: "held" };
    return { outcome: "erasing", erasure: await this.#view(record, await this.#status(record, reader)) };
  }

  /** How far the erasure of a record is; `none` if nobody has asked for it. */
  async erasure(number: number, reader: Reader): Promise<RecordResult<ErasureView>> {
    const version = await this.#sources.versions.at(number);
    if (!version) return NONE;
    const closed = await this.#closed(version, reader);
    if (closed && closed.outcome !== "erased") return closed;
    const status = await this.#status(version.record, reader);
    if (!closed && status.asked === undefined) return NONE;
    return { outcome: "found", found: await this.#view(version.record, status) };
  }

  /** Has the reader hold a record, or ends that hold; after the last one, an erasure that was asked for begins. */
  async hold(number: number, isHeld: boolean, reader: Reader): Promise<HoldResult> {
    const { access, runs } = this.#sources;
    const { storage, link } = this.#parts;
    const version = await this.#sources.versions.at(number);
    if (!version) return NONE;
    const closed = await this.#closed(version, reader);
    await access.note(reader, isHeld ? "hold" : "release", [{ number, granted: closed === undefined }]);
    if (closed) return closed;
    const { record } = version;
    // If this object stops before the vault has answered, the alarm asks what is due.
    if (!isHeld) runs.arm(true);
    const result = await link.call((vault, id) => vault.hold(id, record, reader.subject, isHeld));
    storage.transactionSync(() => link.noteRevision());
    if (result.outcome === "erased") return { outcome: "erased" };
    if (result.outcome === "released" && result.asked) await this.#eraseNow(record, result.asked);
    return { outcome: result.outcome };
  }

  /** Erases a record that was held until now. Should that fail, the alarm takes it up. */
  async #eraseNow(record: number, reason: ErasureReason): Promise<void> {
    const { erasures, steps } = this.#sources;
    try {
      await erasures.begin(record, reason, await this.#parts.sealing());
      await steps.run(record);
    } catch {
      // The hold has ended all the same, and that is what was asked for.
    }
  }

  /** Has the vault keep an erasure until the record's hold ends. @returns `false` if nobody holds it any more */
  async #isKeptFor(record: number, reason: ErasureReason): Promise<boolean> {
    const { storage, link } = this.#parts;
    const { outcome } = await link.call((vault, id) => vault.ask(id, record, reason));
    storage.transactionSync(() => link.noteRevision());
    return outcome === "held";
  }

  /**
   * Why a reader may do nothing with a record; `undefined` if they may. A narrowed token must open its current version,
   * whichever was named: an earlier one may name another patient.
   */
  async #closed(version: Version, reader: Reader): Promise<Closed | undefined> {
    const { access, versions } = this.#sources;
    const permission = await access.permission(reader);
    const current = permission ? await versions.current(version) : version;
    const refused = await access.refusal(current, permission);
    if (refused || !permission) return refused;
    // Its look-up may have been edited: what the version itself says counts.
    const result = await access.open(current, permission);
    return result.outcome === "opened" ? undefined : result;
  }

  #status(record: number, { subject }: Reader): Promise<ErasureStatus> {
    return this.#parts.link.call((vault, id) => vault.erasureStatus(id, record, subject));
  }

  async #view(record: number, { asked, tombstone }: ErasureStatus): Promise<ErasureView> {
    const { erasures, chains } = this.#sources;
    const row = await erasures.row(record);
    const chain = await chains.with(record, await this.#parts.sealing());
    return {
      state: row?.done ? "done" : "pending",
      ...(chain?.erasedBy !== undefined && { entry: chain.erasedBy }),
      // A vault that was restored from an older state may have lost why. Most erasures are asked for.
      reason: tombstone?.reason ?? row?.reason ?? asked ?? "request",
      ...(tombstone && { final_after: new Date(tombstone.finalAfter).toISOString() }),
    };
  }
}

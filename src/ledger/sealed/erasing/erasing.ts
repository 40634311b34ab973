import type { Authorship } from "../../../chain/sealed/entry.ts";
import type {
  ErasureReason,
  ErasureView,
  EraseResult,
  HoldResult,
  Outdated,
  Reader,
  RecordResult,
  SignatureRefused,
} from "../../results.ts";
import type { ErasureRows } from "../../store/erasures.ts";
import type { ErasureStatus } from "../../vault/results.ts";
import { type Closed, NONE, type RecordAccess } from "../reading/access.ts";
import type { RecordVersions, Version } from "../reading/record-versions.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { SignedSubmissions } from "../accepting/signed-submission.ts";
import type { ErasureRuns } from "./erasure-runs.ts";
import type { ErasureSteps } from "./erasure-steps.ts";
import type { Erasures } from "./erasures.ts";
import { authorshipText } from "./stored-authorship.ts";
import type { VersionChain, VersionChains } from "./version-chain.ts";

/** What {@link Erasing} works with. */
interface Sources {
  readonly rows: ErasureRows;
  readonly erasures: Erasures;
  readonly submissions: SignedSubmissions;
  readonly chains: VersionChains;
  readonly steps: ErasureSteps;
  readonly runs: ErasureRuns;
  readonly versions: RecordVersions;
  readonly access: RecordAccess;
}

/** What is to be erased: a record, of which a version was named, or the subject of a key. */
interface Target {
  readonly chain: VersionChain;
  /** Absent for the subject of a key. */
  readonly version: Version | undefined;
}

/** Erases records and the subjects of keys, and holds records against that, for those who may see them. */
export class Erasing {
  readonly #parts: SealedParts;
  readonly #sources: Sources;

  constructor(parts: SealedParts, sources: Sources) {
    this.#parts = parts;
    this.#sources = sources;
  }

  /**
   * Erases all versions of a record, or the subject of a key: the keys of the vault are destroyed, and the erasure's entry
   * accepted, when this resolves. The rest follows when that is mined.
   *
   * @param number the number of any of its versions, or of the entry that enrols the key
   * @param authorship if an author signed the erasure's entry. If the entry has to wait until the signature no longer
   *   counts, it is mined unsigned
   */
  async erase(number: number, reason: ErasureReason, reader: Reader, authorship?: Authorship): Promise<EraseResult> {
    const { access, erasures, steps, runs } = this.#sources;
    const target = await this.#target(number);
    if (!target) return NONE;
    const closed = await this.#closed(target, reader);
    if (closed && closed.outcome !== "erased") {
      await access.note(reader, "erase", [{ number, granted: false }]);
      return closed;
    }
    const refused = !closed && authorship ? await this.#signatureRefusal(number, target, authorship) : undefined;
    if (refused) return refused;
    const signed = authorship && authorshipText(authorship);
    const { record } = target.chain;
    const status = await this.#status(record, reader);
    await access.note(reader, "erase", [{ number, granted: !status.isHolder || closed !== undefined }]);
    if (closed) return { outcome: "erased-before", erasure: await this.#view(record, status) };
    if (status.isHolder) return { outcome: "holder" };
    // While a record is held, it is read and corrected as before: nothing may begin.
    if (status.isHeld && (await this.#isKeptFor(record, reason, signed))) return { outcome: "held" };
    runs.arm();
    await erasures.begin(record, reason, await this.#parts.sealing(), signed);
    if ((await steps.run(record)) === "held") return { outcome: "held" };
    return { outcome: "erasing", erasure: await this.#view(record, await this.#status(record, reader)) };
  }

  /** How far the erasure of a record, or of a key's subject, is; `none` if nobody has asked for it. */
  async erasure(number: number, reader: Reader): Promise<RecordResult<ErasureView>> {
    const target = await this.#target(number);
    if (!target) return NONE;
    const closed = await this.#closed(target, reader);
    if (closed && closed.outcome !== "erased") return closed;
    const { record } = target.chain;
    const status = await this.#status(record, reader);
    if (!closed && status.asked === undefined) return NONE;
    return { outcome: "found", found: await this.#view(record, status) };
  }

  /** Has the reader hold a record, or ends that hold; after the last one, an erasure that was asked for begins. */
  async hold(number: number, isHeld: boolean, reader: Reader): Promise<HoldResult> {
    const { access, runs } = this.#sources;
    const { storage, link } = this.#parts;
    const version = await this.#sources.versions.at(number);
    if (!version) return NONE;
    const closed = await this.#closedRecord(version, reader);
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

  /**
   * Has the vault keep an erasure until the record's hold ends.
   *
   * @param signed its authorship as text, which is kept here; `undefined` if nobody signed it
   * @returns `false` if nobody holds it any more
   */
  async #isKeptFor(record: number, reason: ErasureReason, signed: string | undefined): Promise<boolean> {
    const { storage, link } = this.#parts;
    const { rows, erasures } = this.#sources;
    const { outcome } = await link.call((vault, id) => vault.ask(id, record, reason));
    storage.transactionSync(() => {
      link.noteRevision();
      // The hold may have ended, and the erasure begun, since the vault has answered.
      if (outcome === "held" && signed !== undefined && !erasures.hasRow(record)) rows.keepSigned(record, signed);
    });
    return outcome === "held";
  }

  /** What is to be erased; `undefined` if no block has this entry yet, or it is neither a version nor enrols a key. */
  async #target(number: number): Promise<Target | undefined> {
    const version = await this.#sources.versions.at(number);
    if (version) return { chain: version.chain, version };
    const isMined = number >= 1 && number <= this.#parts.headers.newest().last_entry;
    const chain = isMined ? await this.#sources.chains.with(number, await this.#parts.sealing()) : undefined;
    return chain?.kind === "key" ? { chain, version: undefined } : undefined;
  }

  /** Why an erasure that an author signed is refused; nothing has begun then. */
  async #signatureRefusal(
    erases: number,
    { chain }: Target,
    { author, seen, signature }: Authorship,
  ): Promise<SignatureRefused | Outdated | undefined> {
    const { submissions } = this.#sources;
    if (chain.versions.at(-1) !== erases) return { outcome: "outdated" };
    const entry = { kind: "erasure", erases, author, seen, signature } as const;
    const authors = await this.#parts.authors();
    const refused = await submissions.refusal(entry, authors);
    return refused ?? submissions.refusalNow(entry, authors, this.#parts.headers.newest().index);
  }

  /** Why a reader may not erase something; `undefined` if they may. A key has no patient that a token may be for. */
  async #closed({ chain, version }: Target, reader: Reader): Promise<Closed | undefined> {
    if (version) return this.#closedRecord(version, reader);
    if (reader.patients) return NONE;
    // Once records can be opened, all erasures that have begun are known.
    await this.#parts.sealing();
    const isErased = chain.erasedBy !== undefined || this.#sources.erasures.hasRow(chain.record);
    return isErased ? { outcome: "erased" } : undefined;
  }

  /**
   * Why a reader may do nothing with a record; `undefined` if they may. A narrowed token must open its current version,
   * whichever was named: an earlier one may name another patient.
   */
  async #closedRecord(version: Version, reader: Reader): Promise<Closed | undefined> {
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

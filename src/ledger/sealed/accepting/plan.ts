import { hex } from "../../../chain/text/hex.ts";
import type { Conflict, Erased, Full, Outdated, SignatureRefused, Throttled } from "../../results.ts";
import { refusal } from "../../sharing/places.ts";
import { concatenate } from "../../../chain/text/concatenate.ts";
import type { Holder } from "../../store/entry-rows.ts";
import { versionEntry } from "./entry-commitment.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { SealedRecord } from "./sealing.ts";
import type { Vouched } from "./signed-submission.ts";
import { WAITING_PLACES } from "../mining/waiting-entries.ts";
import type { WaitingShares } from "../mining/waiting-shares.ts";

/** What became of a record: it was accepted under a number now or before, or was refused. */
export type Acceptance =
  | { readonly outcome: "accepted" | "repeated"; readonly number: number; readonly sealed: SealedRecord }
  | Conflict
  | Erased
  | Full
  | SignatureRefused
  | Throttled;

/** The same for a correction. */
export type CorrectionAcceptance = Acceptance | Outdated;

/** A sealed record that is to be stored. */
export interface Arrival {
  readonly sealed: SealedRecord;
  /** The number of the version that it replaces; absent for a new record. */
  readonly corrects: number | undefined;
  /** Who has signed it; absent if nobody has. The signature is good. */
  readonly vouched: Vouched | undefined;
  readonly subject: string;
  readonly requestId: string;
}

/** A record that will be stored under a number. */
export interface Added {
  readonly number: number;
  readonly arrival: Arrival;
}

/** What will become of the records of a group. */
export interface Plan {
  /** What becomes of each; a number that is not stored yet is that of an earlier one in the group. */
  readonly results: readonly CorrectionAcceptance[];
  readonly added: readonly Added[];
}

/** What decides about signed records, without waiting. */
export interface SignedRules {
  /** Why a record with a good signature is not accepted now. @param newest the index of the newest block */
  readonly refusal: (vouched: Vouched, newest: number) => SignatureRefused | undefined;
  /** Whether an entry that waits or is in the newest blocks has a commitment, which may then not stand there again. */
  readonly isStanding: (commitment: string) => boolean;
}

/** What each subject may still do. */
interface Limits {
  /** How many conflicts a subject may still meet. */
  readonly conflicts: (subject: string) => number;
  readonly shares: WaitingShares;
}

/**
 * Decides what becomes of each record of a group, as the storage is now.
 *
 * @param reserved those whose registration number was that of an erased record, as the vault says
 */
export function planOf(
  parts: Pick<SealedParts, "entries" | "versions" | "headers" | "erasures">,
  { limits, signed }: { readonly limits: Limits; readonly signed: SignedRules },
  group: readonly Arrival[],
  reserved: ReadonlySet<Arrival>,
): Plan {
  const { entries, versions, headers, erasures } = parts;
  const added: Added[] = [];
  const holders = entries.holders(group.map(({ sealed }) => sealed.byRegNo));
  const corrected = new Set<number>();
  const conflicts = new Map<string, number>();
  const shares = new Map<string, number>();
  const newest = entries.newest();
  const { last_entry: mined, index: tip } = headers.newest();

  function isErased(number: number): boolean {
    return erasures.hasRow(versions.recordOf(number));
  }

  /** Why a version cannot be corrected. */
  function correctionRefusal(number: number): Erased | Outdated | undefined {
    if (isErased(number)) return { outcome: "erased" };
    const isReplaced = versions.replacedBy(number) !== undefined || entries.referring(number).length > 0;
    return isReplaced || corrected.has(number) ? { outcome: "outdated" } : undefined;
  }

  /** The version and all earlier ones of the same record, as their entries say. */
  function lineOf(number: number): ReadonlySet<number> {
    const line = new Set<number>();
    for (let each: number | undefined = number; each !== undefined && !line.has(each);) {
      line.add(each);
      each = versionEntry(entries.text(each) ?? "")?.corrects;
    }
    return line;
  }

  /** What becomes of a record because of who holds its registration number; `undefined` if it may have the number. */
  function heldResult(arrival: Arrival, held: readonly Holder[]): Acceptance | undefined {
    const { corrects } = arrival;
    if (corrects !== undefined) {
      const own = held.length > 0 ? lineOf(corrects) : new Set();
      const isTaken = reserved.has(arrival) || held.some(({ number }) => !own.has(number));
      return isTaken ? { outcome: "conflict" } : undefined;
    }
    if (reserved.has(arrival) || held.some(({ number }) => isErased(number))) return { outcome: "erased" };
    return repeatedResult(arrival, held) ?? (held.length > 0 ? { outcome: "conflict" } : undefined);
  }

  /** What becomes of a new record if it repeats one. */
  function repeatedResult({ sealed }: Arrival, held: readonly Holder[]): Acceptance | undefined {
    const fingerprint = hex(sealed.version.fingerprint);
    const same = held.find((holder) => holder.fingerprint === fingerprint);
    return same && { outcome: "repeated", number: same.number, sealed };
  }

  /** What becomes of a signed record because of its author; `undefined` if it is treated like an unsigned one. */
  function signedResult(arrival: Arrival, vouched: Vouched, held: readonly Holder[]): Acceptance | undefined {
    // What was accepted once is not refused because of what became of its author's key since.
    const repeated = arrival.corrects === undefined ? repeatedResult(arrival, held) : undefined;
    if (repeated && "number" in repeated && !isErased(repeated.number)) return repeated;
    return signed.refusal(vouched, tip);
  }

  /** Why a signed record may not be stored although its registration number is free: its author chose the salts. */
  function standingResult({ sealed: { commitment } }: Arrival, held: readonly Holder[]): Acceptance | undefined {
    // The entries themselves are looked through, since an edited look-up must not have one mined again. Those of this group
    // are not stored yet.
    const isHeld = held.some(({ number }) => commitmentOf(number) === commitment);
    return isHeld || signed.isStanding(commitment) ? { outcome: "commitment-repeated" } : undefined;
  }

  function commitmentOf(number: number): string | undefined {
    const planned = added[number - newest - 1];
    return planned ? planned.arrival.sealed.commitment : versionEntry(entries.text(number) ?? "")?.commitment;
  }

  function decide(arrival: Arrival): CorrectionAcceptance {
    const { sealed, corrects, subject, vouched } = arrival;
    const refused = corrects === undefined ? undefined : correctionRefusal(corrects);
    if (refused) return refused;
    const met = conflicts.get(subject) ?? 0;
    // Nothing is looked up, so that the answer does not tell whether the number is taken.
    if (met >= limits.conflicts(subject)) return { outcome: "share-used" };
    const key = hex(sealed.byRegNo);
    const held = holders.get(key) ?? [];
    const ofAuthor = vouched && signedResult(arrival, vouched, held);
    if (ofAuthor) return ofAuthor;
    const result = heldResult(arrival, held) ?? (vouched && standingResult(arrival, held));
    if (result) {
      if (tellsOfHolder(result)) conflicts.set(subject, met + 1);
      return result;
    }
    const own = shares.get(subject) ?? limits.shares.of(subject, mined);
    if (refusal(WAITING_PLACES, { all: newest - mined + added.length, own })) return { outcome: "full" };
    shares.set(subject, own + 1);
    const number = newest + added.length + 1;
    added.push({ number, arrival });
    if (corrects !== undefined) corrected.add(corrects);
    holders.set(key, [...held, { number, fingerprint: hex(sealed.version.fingerprint) }]);
    return { outcome: "accepted", number, sealed };
  }

  return { results: group.map(decide), added };
}

/** Whether a plan adds the same records under the same numbers as another. */
export function isSamePlan(a: Plan, b: Plan): boolean {
  return (
    a.added.length === b.added.length &&
    a.added.every(
      ({ number, arrival }, place) => b.added[place]?.number === number && b.added[place].arrival === arrival,
    )
  );
}

/** The new keys with their ids, as the vault takes them. */
export function keysOf({ added }: Plan): Uint8Array {
  return concatenate(added.flatMap(({ arrival: { sealed } }) => [sealed.version.keyId, sealed.key]));
}

/** The keyed hashes of the registration numbers. The vault knows those of erased records. */
export function lookupsOf({ added }: Plan): Uint8Array[] {
  return added.map(({ arrival: { sealed } }) => sealed.byRegNo);
}

/** Whether a result tells that a registration number is or was held by another record. */
export function tellsOfHolder({ outcome }: CorrectionAcceptance): boolean {
  return outcome === "conflict" || outcome === "erased";
}

import { hex } from "../../chain/hex.ts";
import type { Conflict, Erased, Full, Outdated, Throttled } from "../results.ts";
import { refusal } from "../sharing/places.ts";
import type { SealedParts } from "./sealed-parts.ts";
import type { SealedRecord } from "./sealing.ts";
import { WAITING_PLACES } from "./waiting-entries.ts";
import type { WaitingShares } from "./waiting-shares.ts";

/** What became of a record: it was accepted under a number now or before, or was refused. */
export type Acceptance =
  | { readonly outcome: "accepted" | "repeated"; readonly number: number; readonly sealed: SealedRecord }
  | Conflict
  | Erased
  | Full
  | Throttled;

/** The same for a correction. */
export type CorrectionAcceptance = Acceptance | Outdated;

/** A sealed record that is to be stored. */
export interface Arrival {
  readonly sealed: SealedRecord;
  /** The number of the version that it replaces; absent for a new record. */
  readonly corrects: number | undefined;
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
  /** The records that are erased according to the storage, and because of which some of the group are refused. */
  readonly erased: ReadonlySet<number>;
}

/** What each subject may still do. */
interface Limits {
  /** How many conflicts a subject may still meet. */
  readonly conflicts: (subject: string) => number;
  readonly shares: WaitingShares;
}

/** A version that holds a registration number, and the record that it belongs to. */
interface Holding {
  readonly number: number;
  readonly fingerprint: string;
  readonly record: number;
}

/**
 * Decides what becomes of each record of a group, as the storage is now.
 *
 * @param reserved those whose registration number was that of an erased record, as the vault says
 */
export function planOf(
  parts: Pick<SealedParts, "entries" | "versions" | "headers" | "erasures">,
  limits: Limits,
  group: readonly Arrival[],
  reserved: ReadonlySet<Arrival>,
): Plan {
  const { entries, versions, headers, erasures } = parts;
  const added: Added[] = [];
  const erased = new Set<number>();
  const stored = entries.holders(group.map(({ sealed }) => sealed.version.byRegNo));
  const holding = new Map<string, Holding[]>();
  const corrected = new Set<number>();
  const conflicts = new Map<string, number>();
  const shares = new Map<string, number>();
  const newest = entries.newest();
  const { last_entry: mined } = headers.newest();

  /** The versions, stored or earlier in the group, that hold a registration number; oldest first. */
  function holdersOf(key: string): Holding[] {
    const known = holding.get(key);
    if (known) return known;
    const found = (stored.get(key) ?? []).map((each) => ({ ...each, record: versions.recordOf(each.number) }));
    holding.set(key, found);
    return found;
  }

  function isErased(record: number): boolean {
    const isSo = erasures.hasRow(record);
    if (isSo) erased.add(record);
    return isSo;
  }

  /** Why a version cannot be corrected. */
  function correctionRefusal(number: number, record: number): Erased | Outdated | undefined {
    if (isErased(record)) return { outcome: "erased" };
    const by = versions.replacedBy(number) ?? entries.replacing(number);
    return by !== undefined || corrected.has(number) ? { outcome: "outdated" } : undefined;
  }

  /** What becomes of a record because of its registration number, if that is held. */
  function heldResult(
    arrival: Arrival,
    holders: readonly Holding[],
    record: number | undefined,
  ): Acceptance | undefined {
    const { sealed } = arrival;
    const other = holders.find((holder) => holder.record !== record);
    if (record !== undefined) return other || reserved.has(arrival) ? { outcome: "conflict" } : undefined;
    if (reserved.has(arrival) || holders.some((holder) => isErased(holder.record))) return { outcome: "erased" };
    const fingerprint = hex(sealed.version.fingerprint);
    const same = holders.find((holder) => holder.fingerprint === fingerprint);
    if (same) return { outcome: "repeated", number: same.number, sealed };
    return other && { outcome: "conflict" };
  }

  function decide(arrival: Arrival): CorrectionAcceptance {
    const { sealed, corrects, subject } = arrival;
    const record = corrects === undefined ? undefined : versions.recordOf(corrects);
    const refused = record === undefined ? undefined : correctionRefusal(Number(corrects), record);
    if (refused) return refused;
    const met = conflicts.get(subject) ?? 0;
    // Nothing is looked up, so that the answer does not tell whether the number is taken.
    if (met >= limits.conflicts(subject)) return { outcome: "share-used" };
    const holders = holdersOf(hex(sealed.version.byRegNo));
    const held = heldResult(arrival, holders, record);
    if (held) {
      if (tellsOfHolder(held)) conflicts.set(subject, met + 1);
      return held;
    }
    const own = shares.get(subject) ?? limits.shares.of(subject, mined);
    if (refusal(WAITING_PLACES, { all: newest - mined + added.length, own })) return { outcome: "full" };
    shares.set(subject, own + 1);
    const number = newest + added.length + 1;
    added.push({ number, arrival });
    if (corrects !== undefined) corrected.add(corrects);
    holders.push({ number, fingerprint: hex(sealed.version.fingerprint), record: record ?? number });
    return { outcome: "accepted", number, sealed };
  }

  return { results: group.map(decide), added, erased };
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

/** Whether a result tells that a registration number is or was held by another record. */
export function tellsOfHolder({ outcome }: CorrectionAcceptance): boolean {
  return outcome === "conflict" || outcome === "erased";
}

import { TOUR } from "../../address/address.ts";
import { type Presence, presenceOf } from "../../../class/presence.ts";
import type { ClassView, Student } from "../../../contract/schemas/class.ts";

/** A student on the board. */
export interface Seat {
  readonly number: number;
  readonly subject: string;
  /** Absent unless names are shown. */
  readonly name?: string;
  readonly presence: Presence;
  /** Whether the class gives out codes. */
  readonly hasCode: boolean;
  /** How many steps of the tour are done, and which is open. */
  readonly done: number;
  readonly step: number | undefined;
  /** The tries by hand until a hash began with a zero. */
  readonly tries: number | undefined;
  /** The blocks on the class's ledger. Each is a reward of 1. */
  readonly blocks: number;
  /** In hashes per second, while the student's browser searches. */
  readonly rate: number | undefined;
}

/** The orders that the students can be shown in. */
export const ORDERS = ["number", "blocks", "progress"] as const;
export type Order = (typeof ORDERS)[number];

/**
 * Lists the students.
 *
 * @param counts the blocks by miner
 * @param hasNames whether to show the students' own names
 */
export function seatsOf(
  { students, now }: ClassView,
  counts: ReadonlyMap<string, number> | undefined,
  hasNames: boolean,
): readonly Seat[] {
  const moment = Date.parse(now);
  return students.map((student) => ({
    ...seatOf(student, moment),
    blocks: counts?.get(student.subject) ?? 0,
    ...(hasNames && student.name !== undefined ? { name: student.name } : {}),
  }));
}

function seatOf({ number, subject, code, seen, report }: Student, now: number): Omit<Seat, "blocks"> {
  const presence = presenceOf({ code, seen }, now);
  return {
    number,
    subject,
    presence,
    hasCode: code !== "none",
    done: TOUR.filter((step) => report?.done.includes(step)).length,
    step: numberOf(report?.step),
    tries: report?.tries ?? undefined,
    // What a page reported before it was closed is no search that runs.
    rate: presence === "in" ? (report?.hash_rate ?? undefined) : undefined,
  };
}

/** The number of a step; none if the page that reported it has other steps. */
function numberOf(name: string | null | undefined): number | undefined {
  const place = TOUR.findIndex((step) => step === name);
  return place < 0 ? undefined : place + 1;
}

/** Sorts students: by number, or those with the most first. Those that are equal stay in the order of their numbers. */
export function inOrder(seats: readonly Seat[], order: Order): readonly Seat[] {
  const amount = { number: () => 0, blocks: (seat: Seat) => seat.blocks, progress: (seat: Seat) => seat.done }[order];
  return seats.toSorted((one, other) => amount(other) - amount(one) || one.number - other.number);
}

import type { Seat } from "./seats.ts";
import { boardStrings } from "../../texts/board.ts";

/** What the board calls the miner of a block: a student by number, or by name if names are shown, others as they are. */
export type LabelOf = (miner: string) => string;

/** What a student is called. */
export function labelOfSeat({ number, name }: Pick<Seat, "number" | "name">): string {
  return name ?? boardStrings.student(number);
}

/** What the board calls each miner while it shows these students. */
export function labels(seats: readonly Seat[]): LabelOf {
  const bySubject = new Map(seats.map((seat) => [seat.subject, labelOfSeat(seat)]));
  return (miner) => bySubject.get(miner) ?? miner;
}

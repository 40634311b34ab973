import type { Refusal } from "./shared-runs.ts";

/** A bounded number of places: most go to whoever comes first, and the rest only to subjects that have few. */
export interface Places {
  /** So many are for everybody. */
  readonly common: number;
  /** So many there are, those for subjects with few included. */
  readonly total: number;
  /** Who has so many does not have few any more. */
  readonly few: number;
}

/**
 * Why a subject gets no further place, if it gets none. However many a subject takes, or several together, another one
 * that has few still finds some.
 *
 * @param taken how many places are taken, and how many of them by the subject itself
 */
export function refusal(places: Places, taken: { readonly all: number; readonly own: number }): Refusal | undefined {
  if (taken.all >= places.total) return "busy";
  return taken.all >= places.common && taken.own >= places.few ? "share-used" : undefined;
}

import type { Refusal } from "./shared-runs.ts";

/** A bounded number of places. Most are first come, first served; the rest are reserved for subjects that hold few. */
export interface Places {
  /** How many places anyone may take. */
  readonly common: number;
  /** How many places there are, including the reserved ones. */
  readonly total: number;
  /** A subject with this many places may not take a reserved one. */
  readonly few: number;
}

/**
 * Why a subject gets no further place; `undefined` if it gets one. However many places some subjects take, a subject
 * with few can still get one of the reserved ones.
 *
 * @param taken how many places are taken in all, and how many of them by the subject
 */
export function refusal(places: Places, taken: { readonly all: number; readonly own: number }): Refusal | undefined {
  if (taken.all >= places.total) return "busy";
  return taken.all >= places.common && taken.own >= places.few ? "share-used" : undefined;
}

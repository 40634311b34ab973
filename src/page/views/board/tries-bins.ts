/** The students whose tries lie within a range. */
export interface Bin {
  readonly least: number;
  /** Infinite in the last bin. */
  readonly most: number;
  readonly count: number;
}

/** The largest number of tries in each bin. Half of all students need fewer than 11, and one in 60 more than 64. */
const EDGES = [4, 8, 16, 32, 64, Infinity] as const;

/** How many students needed how many tries, in bins that double in width. */
export function binsOf(tries: readonly number[]): readonly Bin[] {
  return EDGES.map((most, place) => {
    const least = (EDGES[place - 1] ?? 0) + 1;
    return { least, most, count: tries.filter((each) => each >= least && each <= most).length };
  });
}

/** The mean; none without tries. */
export function meanOf(tries: readonly number[]): number | undefined {
  return tries.length === 0 ? undefined : tries.reduce((sum, each) => sum + each, 0) / tries.length;
}

/** Figures for how mining is spread over miners, each computed from the miners' amounts: their blocks, or their work. */

/** How the amounts of some miners are spread. */
export interface Decentralization {
  /** How many miners have any. */
  readonly miners: number;
  /** The largest share, from 0 to 1. */
  readonly largest: number;
  /** The Nakamoto coefficient: the smallest number of miners that have more than half together. */
  readonly nakamoto: number;
  /** The Herfindahl–Hirschman index: the sum of the squared shares, from 1/n for n equal miners to 1 for a single one. */
  readonly herfindahl: number;
  /** The Gini coefficient, from 0 for equal miners to 1 − 1/n if one of n miners has almost everything. */
  readonly gini: number;
  /** The Shannon entropy of the shares in bits, from 0 for a single miner to log₂ n for n equal ones. */
  readonly entropy: number;
}

/**
 * Computes all figures. A miner without any amount does not count as one.
 *
 * @param amounts what each miner has, such as a number of blocks; none is negative
 * @returns `undefined` if nobody has any
 */
export function decentralization(amounts: readonly number[]): Decentralization | undefined {
  const descending = amounts.filter((amount) => amount > 0).toSorted((one, other) => other - one);
  const total = sum(descending);
  const [most] = descending;
  if (most === undefined) return undefined;
  const shares = descending.map((amount) => amount / total);
  return {
    miners: shares.length,
    largest: most / total,
    nakamoto: majority(descending, total),
    herfindahl: sum(shares.map((share) => share ** 2)),
    gini: gini(shares),
    entropy: sum(shares.map((share) => share * Math.log2(1 / share))),
  };
}

/** How many of the largest amounts make more than half of the total. */
function majority(descending: readonly number[], total: number): number {
  let held = 0;
  return descending.findIndex((amount) => (held += amount) * 2 > total) + 1;
}

/** The mean difference between two miners' shares, relative to twice the mean share. */
function gini(descending: readonly number[]): number {
  const count = descending.length;
  // Each share is compared with the smaller ones after it and the larger ones before it.
  return sum(descending.map((share, place) => share * (count - 1 - 2 * place))) / count;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

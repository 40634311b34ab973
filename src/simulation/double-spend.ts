/**
 * How often a double spend succeeds, in theory and by trying. The attacker has mined one block in secret when it pays,
 * and publishes once the payment has its confirmations and the secret chain is longer. Each block is the attacker's
 * with the probability of its share of the hash power; messages take no time.
 */
import { Random } from "./random.ts";

/** The attacker gives up when the chance to catch up is less than this. */
const HOPELESS = 1e-6;

/** With half of the hash power or more, the attacker can always catch up. It gives up when it is this many blocks behind. */
const MOST_BEHIND = 1000;

/**
 * The probability that a double spend succeeds, after Meni Rosenfeld, "Analysis of hashrate-based double-spending"
 * (2012). It is exact where section 11 of Satoshi Nakamoto, "Bitcoin: a peer-to-peer electronic cash system"
 * (2008) approximates how many blocks the attacker finds meanwhile with a Poisson distribution.
 *
 * @param share the attacker's part of the hash power, from 0 to 1
 * @param confirmations how many the victim waits for
 */
export function doubleSpendProbability(share: number, confirmations: number): number {
  if (share >= 0.5) return 1;
  const honest = 1 - share;
  let fails = 0;
  /** In how many orders the attacker can find `found` blocks before the last confirmation. */
  let orders = 1;
  for (let found = 0; found <= confirmations; found++) {
    fails += orders * (honest ** confirmations * share ** found - honest ** found * share ** confirmations);
    orders *= (found + confirmations) / (found + 1);
  }
  return 1 - fails;
}

/** How many blocks behind an attacker may as well give up. */
export function hopelesslyBehind(share: number): number {
  if (share >= 0.5) return MOST_BEHIND;
  return Math.min(MOST_BEHIND, Math.ceil(Math.log(HOPELESS) / Math.log(share / (1 - share))));
}

/** Tries double spends one after another, without end. Each says whether it succeeded. */
export function* doubleSpends(share: number, confirmations: number, seed: number): Generator<boolean, never> {
  const random = new Random(seed);
  const limit = hopelesslyBehind(share);
  for (;;) yield succeeds(share, confirmations, limit, random);
}

/**
 * The part of double spends that succeed. From half of the hash power on it tends to 1; at exactly half, some runs would
 * take longer than the limit of {@link hopelesslyBehind}.
 */
export function doubleSpendRate(share: number, confirmations: number, runs: number, seed: number): number {
  const tries = doubleSpends(share, confirmations, seed);
  let succeeded = 0;
  for (let run = 0; run < runs; run++) if (tries.next().value) succeeded++;
  return succeeded / runs;
}

function succeeds(share: number, confirmations: number, limit: number, random: Random): boolean {
  let ahead = 1;
  let confirmed = 0;
  while (ahead > -limit) {
    if (ahead > 0 && confirmed >= confirmations) return true;
    if (random.uniform() < share) ahead++;
    else {
      ahead--;
      confirmed++;
    }
  }
  return false;
}

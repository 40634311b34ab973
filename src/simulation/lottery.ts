import { Random } from "./random.ts";

/** One block that several miners search for at the same time. */
export interface Round {
  /** How long each miner would have had to search, in milliseconds. The shortest time wins. */
  readonly times: readonly number[];
  /** The place of the winner. */
  readonly winner: number;
}

/**
 * Miners with different speeds who search for the same blocks, as a lottery: each hash is a ticket. How long a miner has to
 * search follows an exponential distribution, since past attempts bring nobody closer to a proof.
 */
export class Lottery {
  readonly #shares;
  readonly #interval;
  readonly #random;

  /**
   * @param shares the miners' shares of the whole speed
   * @param interval the mean time until one of them finds a block, in milliseconds
   */
  constructor(seed: number, shares: readonly number[], interval: number) {
    this.#random = new Random(seed);
    this.#shares = shares;
    this.#interval = interval;
  }

  /** Plays for the next block. */
  next(): Round {
    const times = this.#shares.map((share) => this.#random.exponential(this.#interval / share));
    return { times, winner: times.indexOf(Math.min(...times)) };
  }
}

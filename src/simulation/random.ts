import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Random numbers that follow from a seed, so that every run can be repeated. */
export class Random {
  readonly #generator;

  /** @param stream numbers of different streams of one seed are independent of each other */
  constructor(seed: number, stream = 0) {
    this.#generator = xoroshiro128plus(seed);
    // At least one jump, since the first numbers of similar seeds are similar.
    for (let jumps = 0; jumps <= stream; jumps++) this.#generator.jump();
  }

  /** A number from 0 to 1, without 1. */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /**
   * How long it takes until something happens that may happen at any moment, such as that a proof is found. It is a
   * whole number, so that the last digit of an engine's logarithm does not matter.
   */
  exponential(mean: number): number {
    return Math.round(-mean * Math.log1p(-this.uniform()));
  }

  /** The place of one of the weights, each with a probability in proportion to it; -1 if all are 0. */
  pick(weights: readonly number[]): number {
    let left = this.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    const place = weights.findIndex((weight) => (left -= weight) < 0);
    return place >= 0 ? place : weights.findLastIndex((weight) => weight > 0);
  }
}

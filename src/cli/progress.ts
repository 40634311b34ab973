import type { Output } from "./io.ts";

/** How often the line is updated, in milliseconds. */
const REFRESH = 200;

/** A progress line for a search: attempts, speed, expected attempts and elapsed time. */
export class MiningProgress {
  readonly #output: Output;
  readonly #expected: number;
  readonly #start = performance.now();
  #attempts = 0;
  #shown = 0;

  constructor(output: Output, expected: number) {
    this.#output = output;
    this.#expected = expected;
  }

  /** @param attempts the number of hashes computed so far */
  show(attempts: number): void {
    this.#attempts = attempts;
    if (!this.#output.isTTY || performance.now() - this.#shown < REFRESH) return;
    this.#shown = performance.now();
    this.#output.write(`\r\x1b[K${this.#line()}`);
  }

  /** Prints the final state, also when the output is not a terminal. */
  end(): void {
    this.#output.write(`${this.#output.isTTY ? "\r\x1b[K" : ""}${this.#line()}\n`);
  }

  #line(): string {
    const seconds = (performance.now() - this.#start) / 1000;
    const speed = seconds > 0 ? this.#attempts / seconds : 0;
    return `${number(this.#attempts)} attempts, ${number(speed)} hashes/s, ${number(this.#expected)} attempts expected, ${seconds.toFixed(1)} s`;
  }
}

function number(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** How many numbers a part holds; the newest part starts smaller and grows. */
const [LEAST, MOST] = [16, 4096];

/** A growing list of whole numbers below 2^32, in four bytes each and little more: long lists are never copied. */
export class NumberList {
  readonly #full: Uint32Array[] = [];
  #last = new Uint32Array(LEAST);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(number: number): void {
    const place = this.#length % MOST;
    if (place === 0 && this.#length > 0) {
      this.#full.push(this.#last);
      this.#last = new Uint32Array(MOST);
    } else if (place === this.#last.length) {
      const longer = new Uint32Array(2 * place);
      longer.set(this.#last);
      this.#last = longer;
    }
    this.#last[place] = number;
    this.#length += 1;
  }

  /** The number at a place, from 0; `undefined` if there is none. */
  at(place: number): number | undefined {
    if (place < 0 || place >= this.#length) return undefined;
    return (this.#full[Math.floor(place / MOST)] ?? this.#last)[place % MOST];
  }

  /** How many numbers are smaller than this one. The list must be in ascending order. */
  countBelow(number: number): number {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.at(middle) as number) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The numbers from a place on. */
  *from(place: number): Generator<number, void> {
    for (let at = place; at < this.#length; at++) yield this.at(at) as number;
  }
}

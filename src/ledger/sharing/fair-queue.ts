/** The queue of one subject's items, in order of arrival. */
interface Line<Item> {
  readonly subject: string;
  readonly items: Item[];
}

/**
 * A queue that serves subjects in turn, and each one's items as they arrived. So nobody has to wait for everything that
 * another subject sent earlier.
 */
export class FairQueue<Item> {
  /** Starting with that of the subject whose turn it is. None is empty. */
  #lines: Line<Item>[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(subject: string, item: Item): void {
    this.#size += 1;
    const line = this.#lines.find((other) => other.subject === subject);
    if (line) line.items.push(item);
    else this.#lines.push({ subject, items: [item] });
  }

  /**
   * Takes the next item that is still wanted.
   *
   * @param find what to take for an item; `undefined` drops the item, which does not cost its subject the turn
   */
  take<Found>(find: (item: Item) => Found | undefined): Found | undefined {
    for (let [line] = this.#lines; line; [line] = this.#lines) {
      const item = line.items.shift() as Item;
      this.#size -= 1;
      const found = find(item);
      if (line.items.length === 0) this.#lines.shift();
      else if (found !== undefined) this.#lines.push(this.#lines.shift() as Line<Item>);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Short texts that the browser keeps for the page, such as the chosen language. */

/** The part of the Web Storage API that is used here, which Node.js, where tests read the page's texts, has not. */
interface Store {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
  removeItem(key: string): void;
}

interface Globals {
  readonly localStorage?: Store;
  readonly sessionStorage?: Store;
}

const globals: Globals = globalThis;

/**
 * One of the browser's stores. A person may forbid the page to store anything, and then already asking for the store throws; or the
 * store is full. What cannot be stored lasts until the page is left.
 */
class KeptTexts {
  readonly #store: () => Store | undefined;
  readonly #unstored = new Map<string, string>();

  /** @param store returns the store, or throws if the page may not use it */
  constructor(store: () => Store | undefined) {
    this.#store = store;
  }

  get(key: string): string | null {
    try {
      return this.#unstored.get(key) ?? this.#store()?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  /** @returns whether the browser has stored it */
  set(key: string, text: string): boolean {
    try {
      this.#store()?.setItem(key, text);
      this.#unstored.delete(key);
      return true;
    } catch {
      this.#unstored.set(key, text);
      return false;
    }
  }

  remove(key: string): void {
    this.#unstored.delete(key);
    try {
      this.#store()?.removeItem(key);
    } catch {
      // There is nothing to remove.
    }
  }
}

/** What outlives the tab. Tokens are never here. */
export const keptHere = new KeptTexts(() => globals.localStorage);

/** What the tab keeps while it is open, reloads included. */
export const keptInTab = new KeptTexts(() => globals.sessionStorage);

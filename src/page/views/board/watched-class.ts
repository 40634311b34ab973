import { batch, signal } from "@preact/signals";
import { issueCode, readClass, readCodes, withdrawCode } from "../../../client/routes/classes.ts";
import type { LedgerClient } from "../../../client/client.ts";
import { pause } from "../../../client/transport/waiting.ts";
import type { ClassCodes, ClassView } from "../../../contract/schemas/class.ts";
import { boardStrings } from "../../texts/board.ts";

/** How often the class is read, in milliseconds, and how often after an error. */
const PACE = { usual: 2_000, afterError: 4_000 } as const;

/** What a class's students do, read again and again while the page is visible. */
export class WatchedClass {
  /** As it was read last: also while it cannot be read. */
  readonly view = signal<ClassView | undefined>(undefined);
  /** Why the last attempt to read it failed. */
  readonly error = signal<Error | undefined>(undefined);
  readonly #client: LedgerClient;
  readonly #name: string;
  /** How far the server's clock is ahead of this computer's, in milliseconds. */
  #ahead = 0;

  /** @param client of the deployment */
  constructor(client: LedgerClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** The time by the server's clock, in milliseconds since 1970. */
  readonly now = (): number => Date.now() + this.#ahead;

  /** Reads the class until a signal is aborted. */
  async watch(signalToEnd: AbortSignal): Promise<void> {
    while (!signalToEnd.aborted) {
      await visible(signalToEnd);
      await this.read(signalToEnd);
      await pause(this.error.peek() ? PACE.afterError : PACE.usual, signalToEnd);
    }
  }

  /** Reads the class once. */
  async read(signalToEnd?: AbortSignal): Promise<void> {
    try {
      const view = await readClass(this.#client, this.#name, signalToEnd);
      this.#ahead = Date.parse(view.now) - Date.now();
      batch(() => {
        this.view.value = view;
        this.error.value = undefined;
      });
    } catch (error) {
      // The same error again is no news, and would be announced again.
      const isNews = (error as Error).message !== this.error.peek()?.message;
      if (!signalToEnd?.aborted && isNews) this.error.value = error as Error;
    }
  }

  /** Reads the codes of all students. */
  codes(): Promise<ClassCodes> {
    return readCodes(this.#client, this.#name);
  }

  /** Gives a student a new code. The old one is void. */
  async newCode(student: number): Promise<string> {
    const { code } = await issueCode(this.#client, this.#name, student);
    await this.read();
    if (code === null) throw new Error(boardStrings.code.withdrawnMeanwhile);
    return code;
  }

  /** Withdraws a student's code. */
  async withdraw(student: number): Promise<void> {
    await withdrawCode(this.#client, this.#name, student);
    await this.read();
  }
}

/** Waits until the page can be seen, or a signal is aborted. */
async function visible(end: AbortSignal): Promise<void> {
  const over = new AbortController();
  while (document.hidden && !end.aborted) {
    await new Promise<void>((resolve) => {
      const once = { once: true, signal: over.signal };
      document.addEventListener("visibilitychange", () => resolve(), once);
      end.addEventListener("abort", () => resolve(), once);
    });
  }
  over.abort();
}

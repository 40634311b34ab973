import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { THUMBPRINT } from "../../chain/format.ts";
import { Refusal } from "../../client/client.ts";
import { type EnrolledKeyView, type KeysPage, readKey } from "../../client/routes/keys.ts";
import { backoff, pause } from "../../client/transport/waiting.ts";
import { hasCryptography } from "../cryptography.ts";
import type { AnswerState } from "../use-answer.ts";
import { chain, type WatchedChain } from "../watched-chain.ts";
import { checkGenesis, type CheckedGenesis } from "./checked-chain.ts";

/** What a ledger says of a key, and who vouches for its subject's name. */
export type ServedKey = EnrolledKeyView & Pick<KeysPage, "names">;

/** The keys of a sealed ledger as far as they were asked for, and its genesis. */
export class AuthorKeys {
  readonly #chain: WatchedChain;
  readonly #genesis = signal<AnswerState<CheckedGenesis>>({});
  #genesisAsked: Promise<CheckedGenesis> | undefined;
  readonly #views = signal<ReadonlyMap<string, AnswerState<ServedKey>>>(new Map());
  /** The newest request for each key; none while it waits for its turn. */
  readonly #asked = new Map<string, Promise<ServedKey> | undefined>();
  /** Requests are sent one after another, since a block may have a thousand authors. */
  #last: Promise<void> = Promise.resolve();
  /** How many requests for keys have failed since the ledger last answered one. */
  #failures = 0;

  constructor(watched: WatchedChain) {
    this.#chain = watched;
  }

  /** The checked genesis. Components that read it are redrawn when it arrives. */
  get genesis(): AnswerState<CheckedGenesis> {
    if (hasCryptography && !this.#genesisAsked) void this.checkedGenesis().catch(() => undefined);
    return this.#genesis.value;
  }

  /**
   * The genesis, checked once; again only if that failed.
   *
   * @throws NotTheLedger, Refusal, Unreachable as {@link checkGenesis}
   */
  checkedGenesis(): Promise<CheckedGenesis> {
    if (!this.#genesisAsked || this.#genesis.peek().error) {
      this.#genesisAsked = checkGenesis(this.#chain);
      void settled(this.#genesisAsked).then((answer) => (this.#genesis.value = answer));
    }
    return this.#genesisAsked;
  }

  /** What the ledger says of a key; a refusal `key-not-found` if it is not enrolled. */
  view(thumbprint: string): AnswerState<ServedKey> {
    // An entry may name anything as its author, even a path.
    if (!this.#asked.has(thumbprint) && THUMBPRINT.test(thumbprint)) {
      this.#asked.set(thumbprint, undefined);
      this.#last = this.#last.then(() => this.#load(thumbprint));
    }
    return this.#views.value.get(thumbprint) ?? {};
  }

  /** Asks for a key again, for instance after it was enrolled. */
  refresh(thumbprint: string): Promise<void> {
    return this.#load(thumbprint);
  }

  async #load(thumbprint: string): Promise<void> {
    const request = readKey(this.#chain.client, thumbprint);
    this.#asked.set(thumbprint, request);
    const answer = await settled(request);
    // An answer that is late may be of a time when the key was not enrolled or revoked yet.
    if (this.#asked.get(thumbprint) !== request) return;
    this.#views.value = new Map(this.#views.peek()).set(thumbprint, answer);
    if (answer.error && !(answer.error instanceof Refusal)) void this.#forget(thumbprint, request);
    else this.#failures = 0;
  }

  /** After a while, forgets that a request has failed, so that whatever shows the key is redrawn and asks again. */
  async #forget(thumbprint: string, failed: Promise<ServedKey>): Promise<void> {
    await pause(backoff(this.#failures++));
    if (this.#asked.get(thumbprint) !== failed) return;
    this.#asked.delete(thumbprint);
    this.#views.value = new Map(this.#views.peek());
  }
}

async function settled<Value>(promise: Promise<Value>): Promise<AnswerState<Value>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error: error as Error }),
  );
}

/** The keys of the current ledger; none on a plain one, which has no keys. */
export const authorKeys: ReadonlySignal<AuthorKeys | undefined> = computed(() => {
  const watched = chain.value;
  return watched?.isSealed ? new AuthorKeys(watched) : undefined;
});

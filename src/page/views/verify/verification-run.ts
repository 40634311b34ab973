import { batch, signal } from "@preact/signals";
import type { ChosenFile } from "./chosen-file.ts";
import type { Outcome } from "./outcome.ts";
import type { TrustInput } from "./trust.ts";

/** The progress of a verification. */
export interface VerificationProgress {
  /** How many blocks were checked so far. */
  readonly checked: number;
  /** How many there are, unless nobody knows before the end. */
  readonly total?: number;
  /** What part of the work is done, from 0 to 1. */
  readonly share: number;
  readonly perSecond: number;
}

/** What a verification reports on while it runs. */
export interface Watching {
  /** Aborted to cancel it. */
  readonly ended: AbortSignal;
  /** Tells the progress; it may be called as often as there are blocks. */
  readonly tell: (progress: Omit<VerificationProgress, "perSecond">) => void;
}

/** Verifies what the user gave. */
export type Verify = (trust: TrustInput, files: readonly ChosenFile[], watching: Watching) => Promise<Outcome>;

/** The interval between progress updates, in milliseconds. */
const TELLING = 100;

/** Runs a verification, once or repeatedly, without blocking the page. */
export class VerificationRun {
  /** Present while the verification runs. */
  readonly progress = signal<VerificationProgress | undefined>(undefined);
  readonly outcome = signal<Outcome | undefined>(undefined);
  readonly #verify: Verify;
  #end = new AbortController();

  constructor(verify: Verify) {
    this.#verify = verify;
  }

  async start(trust: TrustInput, files: readonly ChosenFile[]): Promise<void> {
    if (this.progress.peek()) return;
    const { signal: ended } = (this.#end = new AbortController());
    batch(() => {
      this.progress.value = { checked: 0, share: 0, perSecond: 0 };
      this.outcome.value = undefined;
    });
    const outcome = await this.#verify(trust, files, { ended, tell: this.#teller() }).catch(
      (error: unknown): Outcome => (ended.aborted ? { cancelled: true } : { error: error as Error }),
    );
    batch(() => {
      this.progress.value = undefined;
      this.outcome.value = outcome;
    });
  }

  cancel(): void {
    this.#end.abort();
  }

  #teller(): Watching["tell"] {
    const start = performance.now();
    let told = start;
    return (progress) => {
      const now = performance.now();
      if (now - told < TELLING) return;
      told = now;
      this.progress.value = { ...progress, perSecond: (progress.checked / (now - start)) * 1000 };
    };
  }
}

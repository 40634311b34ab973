import { batch, type Signal, signal } from "@preact/signals";
import { type PatientRecord, sameRecord } from "../../../../chain/records/record.ts";
import { Refusal } from "../../../../client/client.ts";
import { correctRecord, type TaggedRecord } from "../../../../client/routes/records.ts";
import { signedCorrection } from "../../../../client/signing/signed-bodies.ts";
import { noteRefusal, signing } from "../../../keys/signing.ts";
import type { WatchedChain } from "../../../watched-chain.ts";
import { newestVersion } from "./newest-version.ts";

/** How an attempt to correct a record ended. */
export type Outcome =
  /** The new version's number; its block is on the chain. */
  | { readonly at: "done"; readonly number: number }
  /** The ledger has a version with just these fields, perhaps from an earlier attempt whose answer was lost. */
  | { readonly at: "already"; readonly number: number }
  | { readonly at: "accepted" }
  /** Somebody else was faster: `replaced` was the version that was to be corrected. */
  | { readonly at: "outdated"; readonly replaced: TaggedRecord }
  /** Somebody else was faster, and the new version is not on the chain yet. */
  | { readonly at: "waiting" }
  /** Somebody else was faster, and the new version is of a patient that the token does not open. */
  | { readonly at: "closed" }
  | { readonly at: "failed"; readonly error: Error; readonly sent: PatientRecord };

/** The correction of a record, from the version that is held to the ledger's answer. What was typed is never replaced. */
export class Correction {
  /** The version that is to be corrected: the one that was opened, or a newer one after the ledger said so. */
  readonly held: Signal<TaggedRecord>;
  readonly isBusy = signal(false);
  /** Whether the correction is on its way, so that it cannot be cancelled any more. */
  readonly isOut = signal(false);
  readonly outcome = signal<Outcome | undefined>(undefined);
  readonly #chain: WatchedChain;
  readonly #end: AbortSignal;

  /** @param end is aborted when the form is removed */
  constructor(chain: WatchedChain, held: TaggedRecord, end: AbortSignal) {
    this.#chain = chain;
    this.held = signal(held);
    this.#end = end;
  }

  /** Sends the correction of the held version, with its tag. */
  async send(typed: PatientRecord): Promise<void> {
    const { record, tag } = this.held.peek();
    await this.#run(typed, async () => {
      try {
        const signs = await signing(this.#chain);
        const sent = signs ? await signedCorrection(typed, record.number, signs.key, signs.ledger, signs.seen) : typed;
        // Whoever removed the form while the ledger was checked wants no correction.
        this.#end.throwIfAborted();
        this.isOut.value = true;
        const answer = await correctRecord(this.#chain.client, record.number, tag, sent).finally(
          () => (this.isOut.value = false),
        );
        if ("id" in answer) return { at: "accepted" };
        return { at: "done", number: "record" in answer ? answer.record.number : answer.block.index };
      } catch (error) {
        noteRefusal(error);
        if (error instanceof Refusal && error.problem === "record-changed") return this.#afterwards(typed);
        throw error;
      }
    });
  }

  /** Looks for the newer version again, after it was still waiting to be mined. */
  async look(typed: PatientRecord): Promise<void> {
    await this.#run(typed, () => this.#afterwards(typed));
  }

  async #run(sent: PatientRecord, step: () => Promise<Outcome>): Promise<void> {
    if (this.isBusy.peek()) return;
    this.isBusy.value = true;
    const outcome = await step().catch((error: unknown): Outcome => ({ at: "failed", error: error as Error, sent }));
    batch(() => {
      this.isBusy.value = false;
      if (!this.#end.aborted) this.outcome.value = outcome;
    });
  }

  /** Holds the newer version, so that the next attempt corrects that one. */
  async #afterwards(typed: PatientRecord): Promise<Outcome> {
    const replaced = this.held.peek();
    const newest = await newestVersion(this.#chain.client, replaced.record.number, this.#end);
    if (!newest) return { at: "closed" };
    if (newest.record.number === replaced.record.number) return { at: "waiting" };
    if (sameRecord(newest.record, typed)) return { at: "already", number: newest.record.number };
    this.held.value = newest;
    return { at: "outdated", replaced };
  }
}

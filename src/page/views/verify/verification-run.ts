import { batch, signal } from "@preact/signals";
import { isHexHash } from "../../../chain/hex.ts";
import type { TrustPolicy } from "../../../evidence/trust-policy.ts";
import { parseVerifierKey } from "../../../evidence/note.ts";
import { Malformed } from "../../../chain/malformed.ts";
import { sizesOf } from "../../../evidence/tree-sizes.ts";
import { type Skipped, verifyChain } from "../../../evidence/verification.ts";
import { servedChain } from "../../../client/served-chain.ts";
import { compareNames } from "../../../client/served-names.ts";
import { chainDocument } from "../../../report/chain-document.ts";
import { address } from "../../session/session.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { type ChosenFile, copiesIn, ofReads, openedOf } from "./chosen-file.ts";
import type { Outcome } from "./outcome.ts";
import { inSlices } from "./slices.ts";
import { keysIn, pinsIn, type TrustInput } from "./trust-fields.tsx";
import { verifyStrings } from "../../verify-strings.ts";

/** The progress of a verification. */
export interface VerificationProgress {
  readonly checked: number;
  readonly total: number;
  readonly perSecond: number;
}

/** The interval between progress updates, in milliseconds. */
const TELLING = 100;

/** Verifies the live ledger, once or repeatedly, without blocking the page. */
export class VerificationRun {
  /** Present while the verification runs. */
  readonly progress = signal<VerificationProgress | undefined>(undefined);
  readonly outcome = signal<Outcome | undefined>(undefined);
  readonly #chain: WatchedChain;
  #end = new AbortController();

  constructor(chain: WatchedChain) {
    this.#chain = chain;
  }

  /** Verifies the chain against the newest checkpoint and the saved files. */
  async start(trust: TrustInput, files: readonly ChosenFile[]): Promise<void> {
    if (this.progress.peek()) return;
    this.#end = new AbortController();
    batch(() => {
      this.progress.value = { checked: 0, total: this.#chain.length.peek(), perSecond: 0 };
      this.outcome.value = undefined;
    });
    const outcome = await this.#verify(trust, files, this.#end.signal).catch((error: unknown): Outcome =>
      this.#end.signal.aborted ? { cancelled: true } : { error: error as Error },
    );
    batch(() => {
      this.progress.value = undefined;
      this.outcome.value = outcome;
    });
  }

  cancel(): void {
    this.#end.abort();
  }

  async #verify(trust: TrustInput, files: readonly ChosenFile[], ended: AbortSignal): Promise<Outcome> {
    const policy = await policyOf(trust);
    const genesis = savedGenesis(trust);
    const pins = pinsIn(trust.pins.peek());
    // Only the newest checkpoint needs the witnesses' cosignatures.
    const saved = await openedOf(files, { ledger: policy.ledger });
    const sizes = sizesOf(saved.checkpoints, saved.receipts);
    const served = await servedChain(this.#chain.client, policy, sizes, ended);
    const { newest, blocks } = served;
    const total = newest ? Math.max(newest.size, ...sizes) : this.#chain.length.peek();
    const skipped = [...idleWitnesses(policy), ...served.skipped, ...saved.skipped, ...ofReads(files)];
    const copies = copiesIn(files);
    const evidence = { ...served, ...saved, blocks: inSlices(blocks, ended), copies, skipped, genesis, pins };
    const report = await verifyChain(evidence, policy, { now: () => Date.now(), onBlock: this.#teller(total) });
    const named = await compareNames(this.#chain.client, pins, report, ended);
    const circumstances = {
      at: new Date().toISOString(),
      source: address.peek(),
      policy,
      isOwnKey: trust.isOwnKey.peek(),
      hasAllNames: named.hasAllNames,
    };
    return { document: chainDocument(named.report, circumstances), circumstances };
  }

  #teller(total: number): (length: number) => void {
    const start = performance.now();
    let told = start;
    return (checked) => {
      const now = performance.now();
      if (now - told < TELLING) return;
      told = now;
      this.progress.value = { checked, total, perSecond: (checked / (now - start)) * 1000 };
    };
  }
}

/** The genesis hash from the form, if any. */
function savedGenesis({ genesis }: TrustInput): string | undefined {
  const saved = genesis.peek().trim();
  if (saved === "") return undefined;
  if (!isHexHash(saved)) throw new Malformed(verifyStrings.genesisForm);
  return saved;
}

async function policyOf({ vkeys, witnessKeys, quorum }: TrustInput): Promise<TrustPolicy> {
  const witnesses = await Promise.all(keysIn(witnessKeys.peek()).map(parseVerifierKey));
  const asked = quorum.peek() === "" ? witnesses.length : Number(quorum.peek());
  if (asked > witnesses.length) throw new Malformed(verifyStrings.quorumTooHigh);
  return { ledger: await Promise.all(keysIn(vkeys.peek()).map(parseVerifierKey)), witnesses, quorum: asked };
}

/**
 * The witness checks to skip. Without the ledger's key its newest checkpoint is not opened, so there are no
 * cosignatures to check.
 */
function idleWitnesses({ ledger, witnesses = [] }: TrustPolicy): Skipped[] {
  if (ledger.length > 0 || witnesses.length === 0) return [];
  return [{ check: "cosignatures", reason: verifyStrings.noCheckpointRead }];
}

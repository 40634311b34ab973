import { batch, signal } from "@preact/signals";
import type { TrustPolicy } from "../../../chain/checkpoint.ts";
import { type Foreign, openKept } from "../../../chain/kept.ts";
import { Malformed, parseVerifierKey } from "../../../chain/note.ts";
import { type Report, sizesOf, verifyChain } from "../../../chain/verification.ts";
import { type LedgerClient, Refusal } from "../../../client/client.ts";
import { servedChain } from "../../../client/served-chain.ts";
import { strings } from "../../strings.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import type { KeptFile } from "./kept-file.ts";
import { inSlices } from "./slices.ts";
import { keysIn, type Trust } from "./trust-fields.tsx";

/** How far a verification is. */
export interface Progress {
  readonly checked: number;
  readonly total: number;
  readonly perSecond: number;
}

/** What was found, and what could not be checked. */
export interface Verified {
  readonly report: Report;
  /** When, as RFC 3339. */
  readonly at: string;
  /** Whether the ledger itself gave the key: then its signature only agrees with itself. */
  readonly isOwnKey: boolean;
  /** Whether there were witnesses' keys, and nothing to look for their cosignatures on. */
  readonly hasIdleWitnesses: boolean;
  /** Files that are not this ledger's. */
  readonly foreign: readonly Foreign[];
  /** The names of files that could not be verified without a key. */
  readonly keyless: readonly string[];
  /** What the ledger says where it has found out itself that its chain is not what it signed. */
  readonly contradiction: Refusal | undefined;
}

/** How a verification ended: with a report, because it was cancelled, or because something cannot be checked. */
export type Outcome = Verified | { readonly cancelled: true } | { readonly error: Error };

/** The progress is told this often, in milliseconds. */
const TELLING = 100;

/** Verifies the live ledger, once or again; it runs beside the page. */
export class VerificationRun {
  /** While it runs. */
  readonly progress = signal<Progress | undefined>(undefined);
  readonly outcome = signal<Outcome | undefined>(undefined);
  readonly #chain: WatchedChain;
  #end = new AbortController();

  constructor(chain: WatchedChain) {
    this.#chain = chain;
  }

  /** Verifies the chain against what the newest checkpoint says and what was kept. */
  async start(trust: Trust, files: readonly KeptFile[]): Promise<void> {
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

  async #verify(trust: Trust, files: readonly KeptFile[], ended: AbortSignal): Promise<Outcome> {
    const policy = await policyOf(trust);
    const isOwnKey = trust.isOwnKey.peek();
    const hasKey = policy.ledger.length > 0;
    const { checkpoints, receipts, foreign } = await opened(hasKey ? files : [], policy);
    const sizes = sizesOf(checkpoints, receipts);
    const { newest, blocks, contradiction } = await served(this.#chain.client, policy, sizes, ended);
    const total = newest ? Math.max(newest.size, ...sizes) : this.#chain.length.peek();
    const evidence = { newest, blocks: inSlices(blocks, ended), checkpoints, receipts };
    const report = await verifyChain(evidence, policy, this.#teller(total));
    return {
      report,
      at: new Date().toISOString(),
      isOwnKey,
      hasIdleWitnesses: !hasKey && policy.witnesses.length > 0,
      foreign,
      keyless: hasKey ? [] : files.filter(({ kind }) => kind !== "none").map(({ name }) => name),
      contradiction,
    };
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

async function policyOf({ vkeys, witnessKeys, quorum }: Trust): Promise<Required<TrustPolicy>> {
  const witnesses = await Promise.all(keysIn(witnessKeys.peek()).map(parseVerifierKey));
  const asked = quorum.peek() === "" ? witnesses.length : Number(quorum.peek());
  if (asked > witnesses.length) throw new Malformed(strings.verify.quorumTooHigh);
  return { ledger: await Promise.all(keysIn(vkeys.peek()).map(parseVerifierKey)), witnesses, quorum: asked };
}

/** The files that can be compared with the ledger, and those that are not its own. */
function opened(files: readonly KeptFile[], policy: TrustPolicy) {
  const checkpoints = files.flatMap(({ name, ...file }) =>
    file.kind === "checkpoint" ? [{ name, value: file.text }] : [],
  );
  const receipts = files.flatMap(({ name, ...file }) => (file.kind === "receipt" ? [{ name, value: file.proof }] : []));
  return openKept(checkpoints, receipts, policy);
}

/**
 * The chain that the ledger serves. A ledger that contradicts itself signs no newest checkpoint; its blocks are compared
 * with what was kept all the same.
 */
async function served(client: LedgerClient, policy: TrustPolicy, sizes: readonly number[], ended: AbortSignal) {
  try {
    return { ...(await servedChain(client, policy, sizes, ended)), contradiction: undefined };
  } catch (error) {
    if (!(error instanceof Refusal) || error.problem !== "ledger-contradicted") throw error;
    return { ...(await servedChain(client, { ledger: [] }, sizes, ended)), contradiction: error };
  }
}

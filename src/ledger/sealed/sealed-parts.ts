import type { AlarmSchedule } from "../alarm-schedule.ts";
import type { Founded } from "../../chain/sealed/chain-state.ts";
import type { Header } from "../../chain/sealed/header.ts";
import type { EnrolledKey } from "../../chain/sealed/enrolled-keys.ts";
import type { Audit } from "../reads/audit.ts";
import type { Creation } from "../creation.ts";
import type { SignedTree } from "../signing/signed-tree.ts";
import type { Entries } from "../store/entries.ts";
import type { Headers } from "../store/headers.ts";
import type { Versions } from "../store/versions.ts";
import { provenGenesis } from "../signing/proven-genesis.ts";
import { ReadSealing } from "../reads/read-sealing.ts";
import type { References } from "./accepting/references.ts";
import { Sealing } from "./accepting/sealing.ts";
import type { VaultLink } from "./vault-link.ts";

/** The keys of authors, and what the founding says about authors. */
export interface KnownAuthors {
  readonly founded: Founded;
  /**
   * An enrolled key, without waiting: for plans. Entries that wait to be mined count too, so that what is accepted after
   * them agrees with them. The same object always knows what was accepted last.
   *
   * @throws Error if storing an entry about a key has failed since, so that the keys have to be read again
   */
  get(thumbprint: string): EnrolledKey | undefined;
  /**
   * Checks what a block says about keys: all its entries that enrol or revoke one are those that were accepted, and all
   * authors of its entries are enrolled before them and not revoked.
   *
   * @param header the block that is to follow the newest
   * @param texts of its entries
   * @throws Contradiction if that would be no valid chain, since someone has edited the storage
   */
  requireFitting(header: Header, texts: readonly string[]): void;
}

/** What the parts of a sealed ledger share. */
export interface SealedParts {
  readonly storage: DurableObjectStorage;
  readonly creation: Creation;
  readonly headers: Headers;
  readonly entries: Entries;
  readonly versions: Versions;
  readonly references: References;
  readonly tree: SignedTree;
  readonly alarms: AlarmSchedule;
  readonly link: VaultLink;
  /**
   * What seals and opens records, once the vault is open.
   *
   * @throws VaultUnusable, Contradiction if the vault cannot be used, or the stored genesis is not the signed one
   */
  readonly sealing: () => Promise<Sealing>;
  readonly audit: Audit;
  /**
   * The authors, as the chain and the waiting entries have them.
   *
   * @throws Contradiction if an entry that enrols or revokes a key is missing, so that nobody can tell
   */
  readonly authors: () => Promise<KnownAuthors>;
  /** Which records are erased. */
  readonly erasures: {
    /**
     * Whether a record was erased, or its erasure has begun.
     *
     * @param record the number of its registration
     */
    isErased(record: number): Promise<boolean>;
    /**
     * Whether the erasure of a record has begun, without waiting: for plans. It misses none that begins after
     * `isErased` was asked about the record.
     */
    hasRow(record: number): boolean;
  };
}

/**
 * Makes {@link SealedParts.sealing}, which verifies genesis once: its hash becomes part of every ciphertext.
 *
 * @param prepare run once the vault is open, before anything is sealed, opened or accepted; repeated if it fails
 */
export function sealingBehind(
  { link, headers, tree }: Pick<SealedParts, "link" | "headers" | "tree">,
  prepare: (sealing: Sealing) => Promise<void>,
) {
  let known: { readonly hmacKey: CryptoKey; readonly sealing: Promise<Sealing> } | undefined;
  const prepared = async (hmacKey: CryptoKey): Promise<Sealing> => {
    const sealing = new Sealing(hmacKey, await provenGenesis(headers, tree));
    await prepare(sealing);
    return sealing;
  };
  return async (): Promise<Sealing> => {
    const hmacKey = await link.hmacKey();
    if (known?.hmacKey !== hmacKey) {
      const next = { hmacKey, sealing: prepared(hmacKey) };
      known = next;
      next.sealing.catch(() => {
        if (known === next) known = undefined;
      });
    }
    return known.sealing;
  };
}

/** Makes what seals and opens the log of reads, once per key, from what {@link sealingBehind} returned. */
export function readSealingBehind(sealing: SealedParts["sealing"]) {
  let known: { readonly of: Sealing; readonly reads: ReadSealing } | undefined;
  return async (): Promise<ReadSealing> => {
    const of = await sealing();
    if (known?.of !== of) known = { of, reads: new ReadSealing(of.hmacKey, of.genesis) };
    return known.reads;
  };
}

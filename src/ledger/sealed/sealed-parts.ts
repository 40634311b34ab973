import type { AlarmSchedule } from "../alarm-schedule.ts";
import { Contradiction } from "../contradiction.ts";
import type { Audit } from "../reads/audit.ts";
import type { Creation } from "../creation.ts";
import type { SignedTree } from "../signing/signed-tree.ts";
import type { Entries } from "../store/entries.ts";
import type { Headers } from "../store/headers.ts";
import type { Versions } from "../store/versions.ts";
import { Sealing } from "./sealing.ts";
import type { VaultLink } from "./vault-link.ts";

/** Says which records are erased. */
export interface ErasureState {
  /** Whether a record is erased, or its erasure has begun. */
  isErased(record: number): Promise<boolean>;
  /** Whether the storage says so; nothing proves it. */
  hasRow(record: number): boolean;
}

/** What the parts of a sealed ledger share. */
export interface SealedParts {
  readonly storage: DurableObjectStorage;
  readonly creation: Creation;
  readonly headers: Headers;
  readonly entries: Entries;
  readonly versions: Versions;
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
  readonly erasures: ErasureState;
}

/** Makes {@link SealedParts.sealing}, which verifies genesis once: its hash becomes part of every ciphertext. */
export function sealingBehind({ link, headers, tree }: Pick<SealedParts, "link" | "headers" | "tree">) {
  let known: { readonly hmacKey: CryptoKey; readonly sealing: Sealing } | undefined;
  return async (): Promise<Sealing> => {
    const hmacKey = await link.hmacKey();
    if (known?.hmacKey !== hmacKey) {
      const genesis = headers.at(1);
      if (!genesis || !(await tree.receipt(1))) throw new Contradiction();
      known = { hmacKey, sealing: new Sealing(hmacKey, genesis.hash) };
    }
    return known.sealing;
  };
}

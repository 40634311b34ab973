import type { AlarmSchedule } from "../alarm-schedule.ts";
import type { Creation } from "../creation.ts";
import type { SignedTree } from "../signing/signed-tree.ts";
import type { Entries } from "../store/entries.ts";
import type { Headers } from "../store/headers.ts";
import { Sealing } from "./sealing.ts";
import type { VaultLink } from "./vault-link.ts";

/** What the parts of a sealed ledger share. */
export interface SealedParts {
  readonly storage: DurableObjectStorage;
  readonly creation: Creation;
  readonly headers: Headers;
  readonly entries: Entries;
  readonly tree: SignedTree;
  readonly alarms: AlarmSchedule;
  readonly link: VaultLink;
}

/**
 * Opens the vault, for sealing and opening records.
 *
 * @throws VaultUnusable, Contradiction if the vault cannot be used, or the chain has no genesis any more
 */
export async function sealingOf({ link, headers }: SealedParts, genesis?: string): Promise<Sealing> {
  const hmacKey = await link.hmacKey();
  return new Sealing(hmacKey, genesis ?? headers.at(1)?.hash ?? "");
}

import type { Authorship } from "../../chain/sealed/entry.ts";
import type { erasureSchema } from "../../contract/schemas/erasure.ts";
import type { Value } from "../../contract/schemas/value.ts";
import { type LedgerClient, NotALedger } from "../client.ts";

/** How far the erasure of a record is. */
export type Erasure = Value<typeof erasureSchema>;

/** Why a record is erased. */
export type ErasureReason = Erasure["reason"];

/**
 * Asks for the erasure of a record, in all its versions. Needs the scope `record:erase`. Safe to repeat.
 *
 * @param number that of any version, or of a key entry whose subject is to be erased
 * @param authorship the author's signature, from {@link signedErasure}, over the current version; an erasure may be
 *   unsigned
 * @throws Refusal `record-held` if somebody holds it (the erasure was noted), `holder-cannot-erase` if the token's
 *   subject does, `not-erasable` on a plain ledger, `record-not-found`, `record-changed` if what is signed is not the
 *   current version, and about a signature as {@link registerRecord}
 * @throws Unreachable if the ledger does not respond
 */
export function eraseRecord(
  client: LedgerClient,
  number: number,
  reason: ErasureReason,
  authorship?: Authorship,
  signal: AbortSignal | null = null,
): Promise<Erasure> {
  return client.post(`/records/${number}/erasure`, { reason, ...authorship }, signal) as Promise<Erasure>;
}

/**
 * Asks how far the erasure of a record is. Needs the scope `record:erase`.
 *
 * @throws Refusal `record-not-found` if nobody asked for it
 * @throws Unreachable if the ledger does not respond
 */
export function readErasure(client: LedgerClient, number: number, signal: AbortSignal | null = null): Promise<Erasure> {
  return client.get(`/records/${number}/erasure`, { signal }) as Promise<Erasure>;
}

/**
 * Holds a record against erasure. Needs the scope `record:hold`. Safe to repeat.
 *
 * @throws Refusal `record-erased`, `not-erasable` on a plain ledger, `record-not-found`
 * @throws Unreachable if the ledger does not respond
 */
export async function holdRecord(
  client: LedgerClient,
  number: number,
  signal: AbortSignal | null = null,
): Promise<void> {
  await changeHold(client, number, { method: "PUT", signal });
}

/**
 * Ends the hold of a record; an erasure that was asked for runs then. Needs the scope `record:hold`. Safe to repeat.
 *
 * @throws Refusal, Unreachable as {@link holdRecord}
 */
export async function releaseRecord(
  client: LedgerClient,
  number: number,
  signal: AbortSignal | null = null,
): Promise<void> {
  await changeHold(client, number, { method: "DELETE", signal });
}

async function changeHold(client: LedgerClient, number: number, init: RequestInit): Promise<void> {
  await client.exchange(`/records/${number}/hold`, init, async ({ status, body }) => {
    if (status === 204) return;
    await body?.cancel();
    throw new NotALedger(`it answers ${status} instead of 204`);
  });
}

import type { Fault } from "../../../../../chain/fault.ts";
import type { Entry, RecordEntry } from "../../../../../chain/sealed/entry.ts";
import type { SealedBlock } from "../../../../../chain/sealed/header.ts";
import { SealedValidator } from "../../../../../chain/sealed/validation.ts";
import { type AuthorKey, generateAuthorKey } from "../../../../../client/signing/author-key.ts";
import { endorse } from "../../../../../client/signing/sign-entry.ts";
import { nextBlock } from "../sealed/mined-blocks.ts";
import {
  keyEntry,
  type LedgerState,
  type Listing,
  type PublicKey,
  sealedEntry,
  type SignedLedger,
  signedRecordEntry,
} from "./colleagues.ts";

/** A ledger after the operator has forged something, and the numbers of the entries that he forged or changed. */
export interface Forgery extends LedgerState {
  readonly forged: readonly number[];
}

/** The chain's first fault, as `is_valid` finds it, or nothing if the chain is valid. */
export function chainFault({ blocks }: LedgerState): Promise<Fault | undefined> {
  return new SealedValidator({ now: () => Date.now() }).check(blocks);
}

/** Which made-up patient's record is forged. */
const FORGED_PATIENT = 4;

/** Registers a record without a signature. The list says that it is the colleague's. */
export async function forgeUnsigned(ledger: LedgerState): Promise<Forgery> {
  return withEntries(ledger, [await sealedEntry(FORGED_PATIENT)]);
}

/** Registers a record that names the colleague's key, with a signature that the operator makes with his own. */
export async function forgeWithOwnSignature(state: SignedLedger): Promise<Forgery> {
  const { colleague, operator, ledger } = state;
  return withEntries(state, [
    await signedRecordEntry(FORGED_PATIENT, pretended(colleague, operator), ledger, tipOf(state)),
  ]);
}

/** Registers a record with all that the colleague has added to her own: key, block that she had seen, and signature. */
export async function forgeWithCopiedSignature(state: SignedLedger): Promise<Forgery> {
  const copied = tipOf(state).entries[0] as RecordEntry;
  return withEntries(state, [{ ...copied, ...(await sealedEntry(FORGED_PATIENT)) }]);
}

/** Enrols a new key of the operator's in the colleague's name, and registers a record that is signed with it. */
export function forgeWithSecondKey(state: SignedLedger): Promise<Forgery> {
  return withSecondKey(state, undefined);
}

/** Does the same, and endorses the key in place of the registrar, with the operator's own key. */
export function forgeEndorsement(state: SignedLedger): Promise<Forgery> {
  const { registrar, operator } = state;
  return withSecondKey(state, registrar && pretended(registrar, operator));
}

async function withSecondKey(state: SignedLedger, endorser: AuthorKey | undefined): Promise<Forgery> {
  const { ledger } = state;
  const second = await generateAuthorKey();
  const entry = await keyEntry(second, ledger);
  const endorsed = endorser ? { ...entry, endorsement: await endorse(entry, endorser, ledger) } : entry;
  const record = await signedRecordEntry(FORGED_PATIENT, second, ledger, tipOf(state));
  return withEntries(state, [endorsed, record], second.thumbprint);
}

/**
 * Puts another record in the place of the operator's own, signs it again, and mines its block and all later ones again.
 *
 * @param changesSeen whether the colleague's entry after it is changed as well, to name the new block as the one that she
 *   had seen
 */
export async function rewriteHistory(state: SignedLedger, changesSeen: boolean): Promise<Forgery> {
  const [genesis, keys, , hers] = state.blocks as [SealedBlock, SealedBlock, SealedBlock, SealedBlock];
  const { operator, ledger, list } = state;
  const own = await nextBlock(keys, [await signedRecordEntry(FORGED_PATIENT, operator, ledger, keys)]);
  const { index, hash } = own;
  const entries = hers.entries.map((entry): Entry =>
    changesSeen ? ({ ...entry, seen: { index, hash } } as RecordEntry) : entry,
  );
  const forged = changesSeen ? [own.first_entry, hers.first_entry] : [own.first_entry];
  return { blocks: [genesis, keys, own, await nextBlock(own, entries)], list, forged };
}

/**
 * Mines a block with forged entries, which the list says are the colleague's.
 *
 * @param key the thumbprint of the key that the first one enrols, if it does
 */
async function withEntries(state: LedgerState, entries: readonly Entry[], key?: string): Promise<Forgery> {
  const tip = tipOf(state);
  const forged = entries.map((_, position) => tip.last_entry + 1 + position);
  const listings = forged.map((number, position): [number, Listing] => [
    number,
    { who: "colleague", ...(position === 0 && key !== undefined && { key }) },
  ]);
  return {
    blocks: [...state.blocks, await nextBlock(tip, entries)],
    list: new Map([...state.list, ...listings]),
    forged,
  };
}

/** The operator's private key under the name of another's public key: what he signs with it claims to be hers. */
function pretended({ publicKey, thumbprint }: PublicKey, { privateKey }: AuthorKey): AuthorKey {
  return { publicKey, thumbprint, privateKey };
}

function tipOf({ blocks }: LedgerState): SealedBlock {
  return blocks.at(-1) as SealedBlock;
}

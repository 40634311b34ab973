import type { KeyEntry, RecordEntry, Seen } from "../../../../../chain/sealed/entry.ts";
import type { SealedBlock } from "../../../../../chain/sealed/header.ts";
import { type AuthorKey, generateAuthorKey } from "../../../../../client/signing/author-key.ts";
import { enrolment, openEnrolment } from "../../../../../client/signing/enrolment.ts";
import { sealRecord } from "../../../../../client/signing/sealing.ts";
import { endorse, signEntry } from "../../../../../client/signing/sign-entry.ts";
import { madeUpRecord } from "../../sandbox.ts";
import { firstBlock, nextBlock } from "../sealed/mined-blocks.ts";

/** What the operator's list, which is not on the chain, says about an entry. */
export interface Listing {
  /** Who registered the record, or whose key was enrolled. */
  readonly who: "colleague" | "operator";
  /** The thumbprint of the key, if the entry enrols one. */
  readonly key?: string;
}

/** A small chain of a sealed ledger, and the list that its operator keeps beside it, by the numbers of entries. */
export interface LedgerState {
  readonly blocks: readonly SealedBlock[];
  readonly list: ReadonlyMap<number, Listing>;
}

/** What everybody may know of a key. */
export type PublicKey = Pick<AuthorKey, "publicKey" | "thumbprint">;

/** A ledger on which records must be signed. The private keys of others than the operator are thrown away. */
export interface SignedLedger extends LedgerState {
  /** The hash of genesis. */
  readonly ledger: string;
  readonly colleague: PublicKey;
  readonly operator: AuthorKey;
  /** The key that must endorse others, if the founding names one. */
  readonly registrar: PublicKey | undefined;
}

/** Mines genesis and a block with a record, which is not signed. The list says that it is the colleague's. */
export async function unsignedLedger(): Promise<LedgerState> {
  const genesis = await firstBlock();
  const block = await nextBlock(genesis, [await sealedEntry(1)]);
  return { blocks: [genesis, block], list: new Map([[2, { who: "colleague" }]]) };
}

/**
 * Mines genesis, a block with the keys of the colleague and the operator, one with a record that the operator has
 * signed, and one with a record that the colleague has signed, who had seen the operator's before.
 *
 * @param hasRegistrar whether the founding names a registrar, who endorses both keys
 */
export async function signedLedger(hasRegistrar: boolean): Promise<SignedLedger> {
  const [colleague, operator] = [await generateAuthorKey(), await generateAuthorKey()];
  const registrar = hasRegistrar ? await generateAuthorKey() : undefined;
  const genesis = await firstBlock({
    signatures: "required",
    ...(registrar && { registrar: registrar.publicKey }),
  });
  const { hash: ledger } = genesis;
  const enrol = async (key: AuthorKey) => {
    const entry = await keyEntry(key, ledger);
    return registrar ? { ...entry, endorsement: await endorse(entry, registrar, ledger) } : entry;
  };
  const keys = await nextBlock(genesis, [await enrol(colleague), await enrol(operator)]);
  const own = await nextBlock(keys, [await signedRecordEntry(2, operator, ledger, keys)]);
  const hers = await nextBlock(own, [await signedRecordEntry(3, colleague, ledger, own)]);
  return {
    blocks: [genesis, keys, own, hers],
    list: new Map<number, Listing>([
      [2, { who: "colleague", key: colleague.thumbprint }],
      [3, { who: "operator", key: operator.thumbprint }],
      [4, { who: "operator" }],
      [5, { who: "colleague" }],
    ]),
    ledger,
    colleague: publicOf(colleague),
    operator,
    registrar: registrar && publicOf(registrar),
  };
}

/** An unsigned entry of a made-up record, sealed with new salts. */
export async function sealedEntry(place: number): Promise<RecordEntry> {
  const { commitment } = await sealRecord(madeUpRecord(place));
  return { kind: "record", commitment };
}

/** An entry of a made-up record, signed with a key. */
export async function signedRecordEntry(place: number, key: AuthorKey, ledger: string, seen: Seen) {
  return signEntry(await sealedEntry(place), key, ledger, seen);
}

/** An entry that enrols a key in the colleague's name, or any other: the chain holds only a salted commitment to it. */
export async function keyEntry(key: AuthorKey, ledger: string): Promise<KeyEntry> {
  const { entry } = await openEnrolment(await enrolment(key, "a name", ledger), ledger);
  return entry;
}

function publicOf({ publicKey, thumbprint }: AuthorKey): PublicKey {
  return { publicKey, thumbprint };
}

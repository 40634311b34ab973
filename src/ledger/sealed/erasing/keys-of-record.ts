import { hex } from "../../../chain/hex.ts";
import { concatenate } from "../../signing/tiles.ts";
import { ID_BYTES } from "../../vault/deposits.ts";
import { entryCommitment } from "../entry-commitment.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { Sealing } from "../sealing.ts";

/** What the vault has to destroy, and to reserve, when a record is erased. */
export interface KeysOfRecord {
  /** The ids of the keys of its versions, joined. */
  readonly keyIds: Uint8Array;
  /** The keyed hashes of its registration numbers, joined, as far as its versions could still be opened. */
  readonly lookups: Uint8Array;
}

/**
 * Finds the keys of all versions of a record. A key that opens its version is the version's own. One that does not may be
 * that of another record, if someone has edited the storage; then it must not be destroyed.
 */
export async function keysOfRecord(
  { entries, link }: Pick<SealedParts, "entries" | "link">,
  versions: readonly number[],
  sealing: Sealing,
): Promise<KeysOfRecord> {
  const keyIds: Uint8Array[] = [];
  const lookups: Uint8Array[] = [];
  for (const number of versions) {
    const [row] = entries.sealed(number, number);
    const commitment = row && entryCommitment(row.text);
    if (row?.keyId?.length !== ID_BYTES || commitment === undefined) continue;
    const key = await link.key(row.keyId);
    const opened = key && row.ciphertext && (await sealing.open(row.ciphertext, key, commitment));
    if (opened) lookups.push(await sealing.lookup("Reg_no", opened.record.Reg_no));
    if (opened || !key || !entries.sharedKeyIds().has(hex(row.keyId))) keyIds.push(row.keyId);
  }
  return { keyIds: concatenate(keyIds), lookups: concatenate(lookups) };
}

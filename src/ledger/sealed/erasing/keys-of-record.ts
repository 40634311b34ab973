import { Contradiction } from "../../contradiction.ts";
import { concatenate } from "../../../chain/text/concatenate.ts";
import type { Entries } from "../../store/entries.ts";
import { ID_BYTES } from "../../vault/deposits.ts";
import { entryCommitment, subjectCommitment } from "../accepting/entry-commitment.ts";
import type { Sealing } from "../accepting/sealing.ts";
import { openSealedSubject } from "../accepting/subject-sealing.ts";

/** What the vault has to destroy, and to reserve, when a record is erased. */
export interface KeysOfRecord {
  /** The ids of the keys of its versions, joined. */
  readonly keyIds: Uint8Array;
  /** The keyed hashes of its registration numbers, joined, as far as its versions could still be opened. */
  readonly lookups: Uint8Array;
}

/** What the keys of a record are found with. */
interface Sources {
  readonly entries: Entries;
  readonly sealing: Sealing;
  /** Gets a key from the vault by its id; `undefined` if it has none. */
  readonly keyOf: (id: Uint8Array) => Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/**
 * Finds the keys of all versions of a record, or the one of the subject of an author's key. A key that opens its version
 * is the version's own. One that does not may be that of another record, if someone has edited the storage: then it must
 * not be destroyed, and the record's own key is somewhere else.
 *
 * @throws Contradiction if the vault has a key under a version's id that does not open the version
 */
export async function keysOfRecord(versions: readonly number[], sources: Sources): Promise<KeysOfRecord> {
  const { entries, sealing, keyOf } = sources;
  const keyIds: Uint8Array[] = [];
  const lookups: Uint8Array[] = [];
  for (const number of versions) {
    const [row] = entries.sealed(number, number);
    const commitment = row && entryCommitment(row.text);
    if (row?.keyId?.length !== ID_BYTES || commitment === undefined) throw new Contradiction();
    keyIds.push(row.keyId);
    const key = await keyOf(row.keyId);
    if (!key) continue;
    if (!row.ciphertext) throw new Contradiction();
    if (subjectCommitment(row.text) !== undefined) {
      if (!(await openSealedSubject(row.ciphertext, key, commitment, sealing))) throw new Contradiction();
      continue;
    }
    const opened = await sealing.open(row.ciphertext, key, commitment);
    if (!opened) throw new Contradiction();
    lookups.push(await sealing.lookup("Reg_no", opened.record.Reg_no));
  }
  return { keyIds: concatenate(keyIds), lookups: concatenate(lookups) };
}

/** The ids of the keys of versions, joined, as they are stored. */
export function keyIdsOf(versions: readonly number[], entries: Entries): Uint8Array {
  return concatenate(versions.map((number) => entries.sealed(number, number)[0]?.keyId ?? new Uint8Array()));
}

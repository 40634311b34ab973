import type { Authorship, CorrectionEntry, Entry, ErasureEntry, RecordEntry, Seen } from "../../chain/sealed/entry.ts";
import { detachedJws, signedText, signingInput, type Vouching } from "../../chain/sealed/entry-signature.ts";
import { protectedHeader } from "../../chain/sealed/public-key.ts";
import { type AuthorKey, signBytes } from "./author-key.ts";

/** An entry that an author can sign. */
export type AuthoredEntry = RecordEntry | CorrectionEntry | ErasureEntry;

/**
 * Signs an entry in the name of a key.
 *
 * @param entry what the ledger is to mine
 * @param key an enrolled key
 * @param ledger the hash of the ledger's genesis; the signature is good for no other ledger
 * @param seen a block of the ledger that the author knows, at most 512 before the newest; a block or a header will do
 * @returns the entry with `author`, `seen` and `signature`
 */
export async function signEntry<E extends AuthoredEntry>(
  entry: E,
  key: AuthorKey,
  ledger: string,
  { index, hash }: Seen,
): Promise<E & Authorship> {
  const authored = { ...entry, author: key.thumbprint, seen: { index, hash } };
  return { ...authored, signature: await vouch(authored, key, ledger, "signature") };
}

/**
 * Endorses an entry as the registrar whom the ledger's founding names.
 *
 * @param entry a key entry with its signature, as {@link openEnrolment} returns it, or a revocation
 * @returns the `endorsement`
 */
export function endorse(entry: Entry, registrar: AuthorKey, ledger: string): Promise<string> {
  return vouch(entry, registrar, ledger, "endorsement");
}

/**
 * Makes a signature or endorsement of an entry: a compact JWS with detached payload (RFC 7515, appendix F).
 *
 * @param by whether the signature is that of the author or of the registrar, which covers the author's
 */
export async function vouch(entry: Entry, key: AuthorKey, ledger: string, by: Vouching): Promise<string> {
  const header = protectedHeader(key.publicKey, key.thumbprint);
  return detachedJws(header, await signBytes(signingInput(header, signedText(entry, ledger, by)), key));
}

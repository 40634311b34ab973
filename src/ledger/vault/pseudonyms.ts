import { hex } from "../../chain/text/hex.ts";
import type { VaultStore } from "./vault-store.ts";
import { randomBytes } from "./wrapping.ts";

const PSEUDONYM = /^[0-9a-f]{16}$/;
const PSEUDONYM_BYTES = 8;

/** Begins everything that is hashed here, so that no other HMAC under the same key is ever equal. */
const LABEL = "pseudonym\0";
const encoder = new TextEncoder();

/**
 * The pseudonym of a subject, which gets a random one with the first request. It is stored under an HMAC of the subject
 * (FIPS 198-1), so whoever reads the storage does not learn whose it is. A damaged one is replaced.
 *
 * @param hmacKey the key of the ledger's HMACs
 * @returns 16 hexadecimal digits
 */
export async function pseudonymOf(subject: string, hmacKey: Uint8Array, store: VaultStore): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", hmacKey, algorithm, false, ["sign"]);
  const id = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(LABEL + subject)));
  // Nothing runs between the look-up and the write.
  const stored = store.pseudonym(id);
  if (stored !== undefined && PSEUDONYM.test(stored)) return stored;
  const pseudonym = hex(randomBytes(PSEUDONYM_BYTES));
  store.putPseudonym(id, pseudonym);
  return pseudonym;
}

const HMAC = { name: "HMAC", hash: "SHA-256" };
const encoder = new TextEncoder();

/** The parts of a statement that only the vault can make. The first one says what kind it is. */
export type Statement = readonly [kind: "tombstone" | "reservation" | "asked" | "hold" | "holder", ...string[]];

/**
 * A keyed hash of a statement (FIPS 198-1). The ledger's own hashes under the same key are of statements of other kinds.
 *
 * @param hmacKey the key of the ledger's HMACs
 */
export async function macOf(statement: Statement, hmacKey: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", hmacKey, HMAC, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, bytesOf(statement)));
}

/** Whether a keyed hash is that of a statement. */
export async function isMacOf(mac: Uint8Array, statement: Statement, hmacKey: Uint8Array): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", hmacKey, HMAC, false, ["verify"]);
  return crypto.subtle.verify("HMAC", key, mac, bytesOf(statement));
}

/** The bytes of a statement in a form that no other statement has. */
function bytesOf(statement: Statement): Uint8Array {
  return encoder.encode(JSON.stringify(statement));
}

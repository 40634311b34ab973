import canonicalize from "canonicalize";
import { base64url, calculateJwkThumbprint, compactVerify, importJWK } from "jose";

/** Verifies all signatures in a chain, as GET /get_chain serves it, and returns their number. */
export async function verifySignatures(chain) {
  const keys = new Map();
  let count = 0;
  for (const { signature, endorsement: _, ...entry } of chain.flatMap(({ entries }) => entries)) {
    if (entry.kind === "key") keys.set(await calculateJwkThumbprint(entry.public_key), entry.public_key);
    if (signature === undefined) continue;
    const signer = entry.author ?? entry.revokes ?? (await calculateJwkThumbprint(entry.public_key));
    const key = await importJWK(keys.get(signer), keys.get(signer).kty === "EC" ? "ES256" : "Ed25519");
    const payload = base64url.encode(canonicalize({ ...entry, ledger: chain[0].hash }));
    const { protectedHeader } = await compactVerify(signature.replace("..", `.${payload}.`), key);
    if (protectedHeader.kid !== signer) throw new Error("a signature names another key");
    count += 1;
  }
  return count;
}

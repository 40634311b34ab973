import { type OpenedKey, openKey } from "../../../src/chain/sealed/public-key.ts";
import { verifySignature } from "../../../src/chain/sealed/entry-signature.ts";
import vectors from "../../vectors/hostile-signatures.json" with { type: "json" };

/**
 * Right and hostile signatures and keys in the manner of Wycheproof, made once with Node's cryptography and with the
 * curves' equations. Everything here runs in every runtime, and all must say the same.
 *
 * @returns the cases that are judged wrongly, by name; `cases` tells how many there are
 */
export async function misjudged(): Promise<{ readonly cases: number; readonly wrong: readonly string[] }> {
  const { signers, signatures, keys } = vectors;
  const wrong: string[] = [];
  const opened = await Promise.all(signers.map(async ({ key, text }) => ({ key: await openKey(key), text })));
  for (const { name, holds, by, jws } of signatures) {
    const { key = "", text = "" } = opened[by] ?? {};
    const isRight = typeof key === "object" && (await verifySignature(jws, text, key));
    if (isRight !== holds) wrong.push(name);
  }
  for (const { name, usable, key } of keys) if (isUsable(await openKey(key)) !== usable) wrong.push(`a key: ${name}`);
  return { cases: signatures.length + keys.length, wrong };
}

function isUsable(key: OpenedKey | string): boolean {
  return typeof key === "object";
}

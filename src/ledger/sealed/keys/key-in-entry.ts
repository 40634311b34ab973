import { openKey } from "../../../chain/sealed/public-key.ts";
import { keyStatement } from "./known-keys.ts";

/**
 * The thumbprint of the key that a stored entry enrols or revokes, so that whoever waits for the entry can be sent to the
 * key. Nothing is proven about it: the key's own route does that.
 *
 * @param text the entry's text, or `undefined`
 * @returns `undefined` if the entry is about no key
 */
export async function keyInEntry(text: string | undefined): Promise<string | undefined> {
  const statement = text === undefined ? undefined : keyStatement(text);
  if (statement?.kind === "revocation") return statement.revokes;
  const key = statement && (await openKey(statement.public_key));
  return typeof key === "object" ? key.thumbprint : undefined;
}

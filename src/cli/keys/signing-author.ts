import { isSealed } from "../../chain/kind.ts";
import { type OpenedKey, openKey } from "../../chain/sealed/public-key.ts";
import type { LedgerClient } from "../../client/client.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";
import { checkedGenesis } from "../genesis.ts";

/** An author on a sealed ledger. */
export interface SigningAuthor {
  readonly key: AuthorKey;
  /** The key's public half, which verifies what the ledger says was signed. */
  readonly opened: OpenedKey;
  /** The hash of the ledger's genesis. */
  readonly ledger: string;
}

/**
 * Makes sure that a ledger takes signatures, and is the one that the author means.
 *
 * @param expected the hash of its genesis, if the author knows it
 * @returns the author on this ledger
 * @throws Error if it is a plain one, or another one than expected
 */
export async function authorOn(
  client: LedgerClient,
  key: AuthorKey,
  expected: string | undefined,
): Promise<SigningAuthor> {
  const genesis = await checkedGenesis(client, expected);
  if (!isSealed(genesis)) {
    throw new Error(
      "This is a plain ledger, whose blocks have no signatures. Leave out --author-key, or use a sealed one.",
    );
  }
  const opened = await openKey(key.publicKey);
  if (typeof opened === "string") throw new Error(`The author's key ${opened}.`);
  return { key, opened, ledger: genesis.hash };
}

import { existsSync } from "node:fs";
import { Malformed } from "../../chain/malformed.ts";
import {
  type AuthorKey,
  exportAuthorKey,
  generateAuthorKey,
  importAuthorKey,
} from "../../client/signing/author-key.ts";
import { openKey } from "./key-file.ts";

/**
 * The author's or registrar's key in a file. It is created if the file does not exist, as other keys are: readable by the
 * user alone, and never overwritten.
 *
 * @throws Error if the file holds something else
 */
export async function openAuthorKey(file: string): Promise<AuthorKey> {
  const jwk = await openKey(file, async () => exportAuthorKey(await generateAuthorKey({ extractable: true })));
  try {
    return await importAuthorKey(jwk);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Error(`${file} does not hold an author's key: ${error.message}.`, { cause: error });
  }
}

/**
 * The author's or registrar's key in a file that must exist.
 *
 * @throws Error if it does not, or holds something else
 */
export async function authorKeyIn(file: string): Promise<AuthorKey> {
  if (!existsSync(file)) throw new Error(`${file} does not exist. npm run author-key makes a key and enrols it.`);
  return openAuthorKey(file);
}

import { existsSync, statSync } from "node:fs";
import { Malformed } from "../../chain/text/malformed.ts";
import {
  type AuthorKey,
  exportAuthorKey,
  generateAuthorKey,
  importAuthorKey,
} from "../../client/signing/author-key.ts";
import { type Output, print } from "../io.ts";
import { openKey } from "./key-file.ts";
import { named } from "../invoked.ts";

/** The permissions of everybody but the file's user to read and to write it. */
const OTHERS = 0o066;

/**
 * The author's or registrar's key in a file. It is created if the file does not exist, as other keys are: readable by the
 * user alone, and never overwritten.
 *
 * @param output is told if others can read the file
 * @throws Error if the file holds something else
 */
export async function openAuthorKey(file: string, output: Output): Promise<AuthorKey> {
  const jwk = await openKey(file, async () => exportAuthorKey(await generateAuthorKey({ extractable: true })));
  try {
    const key = await importAuthorKey(jwk);
    // Windows has other permissions, which these bits do not show.
    if (process.platform !== "win32" && (statSync(file).mode & OTHERS) !== 0) {
      print(output, `Warning: other users of this machine can read ${file}, and sign with it. Run chmod 600 ${file}.`);
    }
    return key;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Error(`${file} does not hold an author's key: ${error.message}.`, { cause: error });
  }
}

/**
 * The author's or registrar's key in a file that must exist.
 *
 * @param output is told if others can read the file
 * @param advice what to do if it does not exist
 * @throws Error if it does not, or holds something else
 */
export async function authorKeyIn(
  file: string,
  output: Output,
  advice = `${named("author-key")} makes a key and enrols it.`,
): Promise<AuthorKey> {
  if (!existsSync(file)) throw new Error(`${file} does not exist. ${advice}`);
  return openAuthorKey(file, output);
}

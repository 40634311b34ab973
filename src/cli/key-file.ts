import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { parseIJson } from "../chain/json.ts";
import { utf8 } from "../client/utf8.ts";

/**
 * The private key in a file, made on first use.
 *
 * @param file where it is kept; only the user may read it (folder mode 700, file mode 600)
 * @param generate makes the key when there is none
 */
export async function openKey(file: string, generate: () => Promise<JWK>): Promise<JWK> {
  if (!existsSync(file)) await keepKey(file, await generate());
  try {
    return parseIJson(utf8(await readFile(file))) as JWK;
  } catch {
    throw new Error(`${file} is not a key. Delete it to get a new one.`);
  }
}

async function keepKey(file: string, key: JWK): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(key)}\n`, { mode: 0o600 });
  // The file appears whole, and only if there is none: two that start at once must not each have their own key.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await unlink(draft);
}

/** A file's Ed25519 key, which signs checkpoints or cosignatures; made on first use, as {@link openKey} does. */
export function openSigningKey(file: string): Promise<JWK> {
  return openKey(file, async () => {
    const { privateKey } = await generateKeyPair("Ed25519", { extractable: true });
    return exportJWK(privateKey);
  });
}

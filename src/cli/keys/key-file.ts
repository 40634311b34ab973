import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { parseIJson } from "../../chain/text/json.ts";
import { utf8 } from "../../client/transport/utf8.ts";

/**
 * The private key in a file, which is created on first use.
 *
 * @param file the file, readable by the user alone (folder mode 700, file mode 600)
 * @param generate creates the key if the file does not exist
 */
export async function openKey(file: string, generate: () => Promise<JWK>): Promise<JWK> {
  if (!existsSync(file)) await saveKey(file, await generate());
  try {
    return parseIJson(utf8(await readFile(file))) as JWK;
  } catch {
    throw new Error(`${file} does not contain a key. Delete it to create a new key.`);
  }
}

async function saveKey(file: string, key: JWK): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(key)}\n`, { mode: 0o600 });
  // A link appears in one step and never overwrites, so two processes that start at once end up with the same key.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await unlink(draft);
}

/** The Ed25519 key in a file, for checkpoints or cosignatures. It is created on first use, see {@link openKey}. */
export function openSigningKey(file: string): Promise<JWK> {
  return openKey(file, async () => {
    const { privateKey } = await generateKeyPair("Ed25519", { extractable: true });
    return exportJWK(privateKey);
  });
}

/** The key in a file that the keys of sealed ledgers are wrapped under. It is created on first use, see {@link openKey}. */
export function openRecordKey(file: string): Promise<JWK> {
  return openKey(file, () => Promise.resolve({ kty: "oct", k: randomBytes(32).toString("base64url") }));
}

import { calculateJwkThumbprint, importJWK, type JWK } from "jose";
import { parseIJson } from "../../chain/text/json.ts";
import { isClassName } from "../../contract/class-name.ts";
import { Problem } from "../answers/problem.ts";
import type { Env } from "../environment.ts";

/** The class whose codes a deployment gives out. */
export interface CodeClass {
  readonly name: string;
  /** Signs its students' tokens, and `kid` names it. */
  readonly key: CryptoKey;
  readonly kid: string;
}

/** The algorithm of the tokens. */
export const TOKEN_ALGORITHM = "ES256";

/** Cached between requests, since opening a key takes longer than exchanging a code. */
let opened: { readonly secret: string; readonly key: Promise<Pick<CodeClass, "key" | "kid">> } | undefined;

/** Whether the deployment gives out codes. */
export function givesCodes({ CLASS_KEY, CLASS_NAME }: Env): boolean {
  return Boolean(CLASS_KEY && CLASS_NAME);
}

/**
 * The class whose codes the deployment gives out; `undefined` if it gives out none.
 *
 * @throws Problem if its settings are invalid
 */
export async function codeClass({ CLASS_KEY: secret, CLASS_NAME: name }: Env): Promise<CodeClass | undefined> {
  if (!secret || !name) return undefined;
  if (!isClassName(name)) throw notConfigured("CLASS_NAME must be the name of a class");
  if (opened?.secret !== secret) opened = { secret, key: open(secret) };
  try {
    return { name, ...(await opened.key) };
  } catch {
    throw notConfigured("CLASS_KEY must be a private key for ES256 as a JSON Web Key");
  }
}

/** @throws Error if the text is not such a key */
async function open(secret: string): Promise<Pick<CodeClass, "key" | "kid">> {
  const { kty, crv, x, y, d, kid } = parseIJson(secret) as JWK;
  const jwk = { kty, crv, x, y, d } as JWK;
  const key = await importJWK(jwk, TOKEN_ALGORITHM);
  if (!("type" in key) || key.type !== "private") throw new Error("it is not private");
  return { key, kid: kid ?? (await calculateJwkThumbprint(jwk)) };
}

function notConfigured(fault: string): Problem {
  return new Problem("access-not-configured", `No code can be exchanged. The operator must correct it: ${fault}.`);
}

import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { SCOPES } from "../../contract/scopes.ts";
import { isInstalled } from "../invoked.ts";
import { openKey } from "./key-file.ts";

/**
 * The folder of the development keys: below the project's root, where Git ignores it, or where the package is installed,
 * in the folder where the user is.
 */
export const KEY_FOLDER = isInstalled ? ".dev" : join(import.meta.dirname, "../../../.dev");

/** The file of the key that signs tokens, in its folder. */
export const TOKEN_KEY_FILE = "token-key.json";

/** Every scope that a token can have. */
export const ALL_SCOPES = SCOPES.join(" ");

/**
 * The scopes of a token unless others are asked for: to read chains, add to them and create them. Those about single
 * records, the log of reads, authors' keys and classes, and those to delete ledgers, must be asked for.
 */
const USUAL_SCOPES = SCOPES.filter((scope) => !/^(?:record|audit|key|class):|:delete$/.test(scope)).join(" ");

const ALGORITHM = "ES256";

/** The claims of a token, except for its time of issue. */
export interface TokenClaims {
  readonly issuer: string;
  readonly audience: string;
  /** The holder's name: the `mined_by` of the blocks mined with this token. */
  readonly subject: string;
  /** Scopes, separated by spaces. */
  readonly scope: string;
  /** The ledgers that the token opens: names, or prefixes of names followed by `*`. */
  readonly ledgers: readonly string[];
  /** The IDs of the patients that the token is narrowed to; absent if it is not. */
  readonly patients?: readonly string[];
  /** The class that the holder is a student or the teacher of; absent if it is none. */
  readonly class?: string;
  /** When the token expires, or how long it is valid: a time span in jose's format, such as "1h". */
  readonly expires: Date | string;
}

/** The issuer and audience of development tokens. `npm run dev` configures the Worker to require them. */
export const DEVELOPMENT = { issuer: "patient-ledger-development", audience: "patient-ledger" } as const;

/** The default claims: the usual scopes on all ledgers, for one hour. */
export const DEVELOPER = {
  ...DEVELOPMENT,
  subject: "developer",
  scope: USUAL_SCOPES,
  ledgers: ["*"],
  expires: "1h",
} as const satisfies TokenClaims;

/**
 * The private key that signs tokens, which is created on first use.
 *
 * @param folder the key's folder, accessible to the user alone (folder mode 700, file mode 600)
 */
export async function openTokenKey(folder: string): Promise<JWK> {
  return openKey(join(folder, TOKEN_KEY_FILE), async () => {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const jwk = await exportJWK(privateKey);
    return { ...jwk, alg: ALGORITHM, use: "sig", kid: await calculateJwkThumbprint(jwk) };
  });
}

/** The public key as a key set (RFC 7517), with which the Worker verifies tokens. */
export function publicKeySet(key: JWK): { keys: JWK[] } {
  const { d: _, ...publicKey } = key;
  return { keys: [publicKey] };
}

/** Signs a bearer token (RFC 7519). */
export async function signToken(key: JWK, claims: TokenClaims): Promise<string> {
  const { scope, ledgers, patients, class: className } = claims;
  return new SignJWT({ scope, ledgers, ...(patients && { patients }), ...(className && { class: className }) })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid as string })
    .setIssuer(claims.issuer)
    .setAudience(claims.audience)
    .setSubject(claims.subject)
    .setIssuedAt()
    .setExpirationTime(claims.expires)
    .sign(await importJWK(key, ALGORITHM));
}

import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { openKey } from "./key-file.ts";

/** Where a development key is kept, below the project's root; git ignores it. */
export const KEY_FOLDER = join(import.meta.dirname, "../../.dev");

/** All that a token may allow. */
export const ALL_SCOPES = "chain:read chain:mine ledger:create";

const ALGORITHM = "ES256";

/** What a token says, besides when it was made. */
export interface TokenClaims {
  readonly issuer: string;
  readonly audience: string;
  /** Who holds the token: the `mined_by` of the blocks it mines. */
  readonly subject: string;
  /** Scopes with spaces between them. */
  readonly scope: string;
  /** The ledgers that it opens: names, or starts of names with `*` behind them. */
  readonly ledgers: readonly string[];
  /** How long it is valid: a time span as jose reads it, such as "1h". */
  readonly expires: string;
}

/** The issuer and audience of development tokens, which `npm run dev` configures the Worker to ask for. */
export const DEVELOPMENT = { issuer: "patient-ledger-development", audience: "patient-ledger" } as const;

/** What a token says that nothing else was asked of: all scopes on all ledgers, for one hour. */
export const DEVELOPER: TokenClaims = {
  ...DEVELOPMENT,
  subject: "developer",
  scope: ALL_SCOPES,
  ledgers: ["*"],
  expires: "1h",
};

/**
 * The private key that signs tokens, made on first use.
 *
 * @param folder where it is kept; only the user may read it (folder mode 700, file mode 600)
 */
export async function openTokenKey(folder: string): Promise<JWK> {
  return openKey(join(folder, "token-key.json"), async () => {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const jwk = await exportJWK(privateKey);
    return { ...jwk, alg: ALGORITHM, use: "sig", kid: await calculateJwkThumbprint(jwk) };
  });
}

/** The public half as a key set: what the Worker is given to verify tokens with. */
export function publicKeySet(key: JWK): { keys: JWK[] } {
  const { d: _, ...publicKey } = key;
  return { keys: [publicKey] };
}

/** Signs a bearer token (RFC 7519). */
export async function signToken(key: JWK, claims: TokenClaims): Promise<string> {
  return new SignJWT({ scope: claims.scope, ledgers: claims.ledgers })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid as string })
    .setIssuer(claims.issuer)
    .setAudience(claims.audience)
    .setSubject(claims.subject)
    .setIssuedAt()
    .setExpirationTime(claims.expires)
    .sign(await importJWK(key, ALGORITHM));
}

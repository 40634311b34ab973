import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import type { Verified } from "./caller.ts";
import { ALGORITHMS, KeyFault, type KeySet } from "./key-set.ts";
import type { KeySource } from "./key-source.ts";
import { callerOf, claimProblem } from "./token-claims.ts";
import { invalidToken } from "./token-problems.ts";

/** Which tokens are accepted: their issuer, their audience, and the keys that verify them. */
export interface Trust {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: KeySource;
}

/** How far the issuer's clock may be ahead of ours when checking `nbf`, in seconds. */
const CLOCK_TOLERANCE = 5;

/** What a token's header states about the key that signed it. */
interface SigningKey {
  readonly alg: string;
  readonly kid: string | undefined;
}

/**
 * Verifies a token (RFC 7519, section 7.2; RFC 8725).
 *
 * @throws Problem `invalid-token`, saying which part, key or claim is invalid; `keys-unavailable`
 */
export async function verifyToken(token: string, trust: Trust): Promise<Verified> {
  const signedWith = signingKeyOf(token);
  let keys = await trust.keys.current();
  try {
    let payload: JWTPayload;
    try {
      payload = await verifyWith(keys.set, token, signedWith, trust);
    } catch (error) {
      const newer = error instanceof KeyFault ? await trust.keys.newer(keys) : undefined;
      if (!newer) throw error;
      keys = newer;
      payload = await verifyWith(keys.set, token, signedWith, trust);
    }
    return { caller: callerOf(payload, trust.audience), until: keys.until };
  } catch (error) {
    if (error instanceof KeyFault) throw invalidToken(error.message);
    throw error;
  }
}

/** Reads which key a token is signed with. Refuses anything that is not a signed JWT. */
function signingKeyOf(token: string): SigningKey {
  const parts = token.split(".").length;
  if (parts === 5) throw invalidToken("it is encrypted (JWE)", "Ask the issuer for a signed one (JWS).");
  if (parts !== 3) {
    throw invalidToken(
      "it is not a JWT, which has three parts separated by dots",
      "It may be truncated or an opaque token. Ask the identity provider for an access token for this API.",
    );
  }
  let header;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    throw invalidToken("it is not a JWT: its header cannot be read");
  }
  const { alg, kid } = header as Record<string, unknown>;
  if (typeof alg !== "string" || !ALGORITHMS.includes(alg)) {
    throw invalidToken(`its \`alg\` is not one of ${ALGORITHMS.join(", ")}`, "The issuer must sign with one of them.");
  }
  if (kid !== undefined && typeof kid !== "string") throw invalidToken("its `kid` is not a string");
  return { alg, kid };
}

/**
 * Verifies a token with each key of a set that may have signed it.
 *
 * @throws KeyFault if none of them has signed it
 */
async function verifyWith(set: KeySet, token: string, { alg, kid }: SigningKey, trust: Trust): Promise<JWTPayload> {
  const options = {
    issuer: trust.issuer,
    audience: trust.audience,
    algorithms: [alg],
    requiredClaims: ["exp", "sub"],
    clockTolerance: CLOCK_TOLERANCE,
  };
  for (const key of await set.keysFor(alg, kid)) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) {
        throw claimProblem(error);
      }
      throw formProblem(error);
    }
  }
  throw new KeyFault("its signature is invalid");
}

function formProblem(error: unknown): Error {
  if (error instanceof errors.JOSENotSupported) return invalidToken("its header has a `crit` that is not supported");
  if (error instanceof errors.JWTInvalid) return invalidToken("its payload is not a JSON object");
  if (error instanceof errors.JOSEError) return invalidToken("it is not a well-formed signed JWT");
  return error as Error;
}

import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import type { Caller } from "./caller.ts";
import { ALGORITHMS, KeyFault, type KeySet } from "./key-set.ts";
import type { Access } from "./keys.ts";
import { callerOf, claimProblem } from "./token-claims.ts";
import { invalidToken } from "./token-problems.ts";

/** What a token says, and how long that may be relied on. */
export interface Verified {
  readonly caller: Caller;
  /** Until when the keys count that it was verified with, in milliseconds since 1970. */
  readonly until: number;
}

/** How far the issuer's clock may be ahead of ours where a token says when it begins (`nbf`), in seconds. */
const CLOCK_TOLERANCE = 5;

/** What a token says of the key that signed it. */
interface SigningKey {
  readonly alg: string;
  readonly kid: string | undefined;
}

/**
 * Verifies a token (RFC 7519, section 7.2; RFC 8725).
 *
 * @throws Problem `invalid-token` that says which part, key or claim is wrong; `keys-unavailable`
 */
export async function verifyToken(token: string, access: Access): Promise<Verified> {
  const signedWith = signingKeyOf(token);
  let keys = await access.keys.current();
  try {
    let payload: JWTPayload;
    try {
      payload = await verifyWith(keys.set, token, signedWith, access);
    } catch (error) {
      const newer = error instanceof KeyFault ? await access.keys.newer(keys) : undefined;
      if (!newer) throw error;
      keys = newer;
      payload = await verifyWith(keys.set, token, signedWith, access);
    }
    return { caller: callerOf(payload, access.audience), until: keys.until };
  } catch (error) {
    if (error instanceof KeyFault) throw invalidToken(error.message);
    throw error;
  }
}

/** Reads from a token which key it is signed with; refuses what is no signed JWT. */
function signingKeyOf(token: string): SigningKey {
  const parts = token.split(".").length;
  if (parts === 5) throw invalidToken("it is encrypted (JWE)", "Ask the issuer for a signed one (JWS).");
  if (parts !== 3) {
    throw invalidToken(
      "it is not a JWT, which has three parts with dots between",
      "It may have been cut, or be an opaque token: ask the identity provider for an access token for this API.",
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
    throw invalidToken(
      `its \`alg\` is not one of ${ALGORITHMS.join(", ")}`,
      "The issuer has to sign with one of them.",
    );
  }
  if (kid !== undefined && typeof kid !== "string") throw invalidToken("its `kid` is not text");
  return { alg, kid };
}

/**
 * Verifies a token with the keys of a set that may have signed it, one after the other.
 *
 * @throws KeyFault when none of them has
 */
async function verifyWith(set: KeySet, token: string, { alg, kid }: SigningKey, access: Access): Promise<JWTPayload> {
  const options = {
    issuer: access.issuer,
    audience: access.audience,
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
  throw new KeyFault("its signature does not fit");
}

function formProblem(error: unknown): Error {
  if (error instanceof errors.JOSENotSupported) return invalidToken("its header has a `crit` that is not understood");
  if (error instanceof errors.JWTInvalid) return invalidToken("its payload is not a JSON object");
  if (error instanceof errors.JOSEError) return invalidToken("it is not a well-formed signed JWT");
  return error as Error;
}

import { createMiddleware } from "hono/factory";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
} from "jose";
import { SUBJECT_LIMIT, textFault } from "../chain/record.ts";
import type { AppEnv } from "./environment.ts";
import { Problem } from "./problem.ts";

/** What a token may allow (OAuth 2.0 scopes, RFC 6749 section 3.3). */
export type Scope = "chain:read" | "chain:mine";

/** Who a request comes from, as its token says. */
export interface Caller {
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
}

/** Asymmetric only: with these listed, `none` and HMAC under a public key are refused (RFC 8725, section 3.1). */
const ALGORITHMS = ["ES256", "RS256", "EdDSA"];

/** How far the issuer's clock may be from ours, in seconds. */
const CLOCK_TOLERANCE = 5;

/**
 * Lets a request pass whose bearer token (RFC 6750) is valid and carries the scope; the handler finds the caller in
 * `c.var.caller`. Otherwise it answers 401 or 403, or 503 when no token could be checked.
 */
export const authorize = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const access = configuredAccess(c.env);
    const caller = await verify(bearerToken(c.req.header("Authorization")), access);
    if (!caller.scopes.has(scope)) {
      throw new Problem("insufficient-scope", `This needs a token with the scope ${scope}.`, {
        headers: { "WWW-Authenticate": challenge(`error="insufficient_scope", scope="${scope}"`) },
      });
    }
    c.set("caller", caller);
    await next();
  });

interface Access {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
}

/** Kept between requests, so that keys by URL are fetched seldom; made anew when the settings change. */
let kept: { readonly source: string; readonly keys: JWTVerifyGetKey } | undefined;

function configuredAccess(env: Cloudflare.Env): Access {
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = env;
  const source = env.AUTH_JWKS || env.AUTH_JWKS_URL;
  const missing = [
    ...(issuer ? [] : ["AUTH_ISSUER"]),
    ...(audience ? [] : ["AUTH_AUDIENCE"]),
    ...(source ? [] : ["AUTH_JWKS (a secret) or AUTH_JWKS_URL"]),
  ];
  if (!issuer || !audience || !source) {
    throw notConfigured(
      `Nobody can be let in yet. The operator has to set ${missing.join(", ")}; see "Deploy" in README.md.`,
    );
  }
  if (kept?.source !== source) kept = { source, keys: env.AUTH_JWKS ? inlineKeys(env.AUTH_JWKS) : remoteKeys(source) };
  return { issuer, audience, keys: kept.keys };
}

function inlineKeys(jwks: string): JWTVerifyGetKey {
  try {
    const set = JSON.parse(jwks) as JSONWebKeySet;
    const keys = createLocalJWKSet(set);
    if (!set.keys.some((key) => "d" in key || "k" in key)) return keys;
  } catch {
    throw notConfigured(
      "Nobody can be let in yet. AUTH_JWKS is not a JSON Web Key Set (RFC 7517); the operator has to mend it.",
    );
  }
  throw notConfigured(
    "Nobody can be let in yet. AUTH_JWKS holds a private key or a shared secret; the operator has to set public keys alone.",
  );
}

function remoteKeys(url: string): JWTVerifyGetKey {
  if (!URL.canParse(url)) {
    throw notConfigured("Nobody can be let in yet. AUTH_JWKS_URL is not a URL; the operator has to mend it.");
  }
  return createRemoteJWKSet(new URL(url));
}

function notConfigured(detail: string): Problem {
  return new Problem("access-not-configured", detail);
}

function bearerToken(header: string | undefined): string {
  const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(header ?? "")?.[1];
  if (!token) {
    throw new Problem("missing-token", "Send a token in the header: Authorization: Bearer <token>.", {
      headers: { "WWW-Authenticate": challenge() },
    });
  }
  return token;
}

async function verify(token: string, { issuer, audience, keys }: Access): Promise<Caller> {
  const options = {
    issuer,
    audience,
    algorithms: ALGORITHMS,
    requiredClaims: ["exp", "sub"],
    clockTolerance: CLOCK_TOLERANCE,
  };
  const { payload } = await jwtVerify(token, keys, options).catch((error: unknown) => {
    throw isTokenFault(error) ? invalidToken(error) : keysUnavailable();
  });
  const { sub: subject, scope } = payload;
  if (typeof subject !== "string" || textFault(subject, SUBJECT_LIMIT)) {
    throw invalidToken(
      new errors.JWTClaimValidationFailed('"sub" is not a name that a block can carry', payload, "sub"),
    );
  }
  return { subject, scopes: new Set(typeof scope === "string" ? scope.split(" ") : []) };
}

/** Faults of the token, as opposed to those of the key set: only for these is another token the remedy. */
function isTokenFault(error: unknown): error is errors.JOSEError {
  return (
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  );
}

function invalidToken(error: errors.JOSEError): Problem {
  const reason = TOKEN_FAULTS[error.code] ?? "it is not a token that this ledger can check";
  const claim = error instanceof errors.JWTClaimValidationFailed ? ` (${error.claim})` : "";
  return new Problem("invalid-token", `The token is refused: ${reason}${claim}. Get a new one.`, {
    headers: { "WWW-Authenticate": challenge(`error="invalid_token", error_description="${reason}${claim}"`) },
  });
}

const TOKEN_FAULTS: Record<string, string> = {
  ERR_JWT_EXPIRED: "it has expired",
  ERR_JWT_CLAIM_VALIDATION_FAILED: "a claim is missing or has another value than this ledger asks",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "its signature does not fit",
  ERR_JOSE_ALG_NOT_ALLOWED: `its algorithm is not one of ${ALGORITHMS.join(", ")}`,
  ERR_JWKS_NO_MATCHING_KEY: "it is signed with a key that this ledger does not know",
};

function keysUnavailable(): Problem {
  return new Problem("keys-unavailable", "The issuer's keys cannot be had or used at the moment. Try again later.", {
    headers: { "Retry-After": "10" },
  });
}

function challenge(parameters?: string): string {
  return `Bearer realm="patient-ledger"${parameters ? `, ${parameters}` : ""}`;
}

import { createMiddleware } from "hono/factory";
import { errors, jwtVerify, type JWTPayload } from "jose";
import { SUBJECT_LIMIT, textFault } from "../chain/record.ts";
import type { AppContext, AppEnv } from "./environment.ts";
import { type Access, configuredAccess, keysUnavailable } from "./keys.ts";
import { ledgerName, MAIN } from "./ledgers.ts";
import { Problem } from "./problem.ts";
import { limitRate } from "./rate-limit.ts";

/** What a token may allow (OAuth 2.0 scopes, RFC 6749 section 3.3). */
export type Scope = "chain:read" | "chain:mine" | "ledger:create";

/** Who a request comes from, as its token says. */
export interface Caller {
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** The ledgers that it may use: names, or the starts of names with `*` behind them. */
  readonly ledgers: readonly string[];
  /** When the token ends, in milliseconds since 1970. */
  readonly expires: number;
}

/** Asymmetric only: with these listed, `none` and HMAC under a public key are refused (RFC 8725, section 3.1). */
const ALGORITHMS = ["ES256", "RS256", "EdDSA"];

/** How far the issuer's clock may be from ours, in seconds. */
const CLOCK_TOLERANCE = 5;

/** A token that names no ledgers opens this one. */
const LEDGERS_UNLESS_CLAIMED = [MAIN];

/**
 * Lets a request pass whose bearer token (RFC 6750) is valid, carries the scope and opens the ledger that the path
 * speaks of, while its subject keeps to its rate limit; the handler finds the caller in `c.var.caller`. Otherwise it
 * answers 401, 403 or 429, or 503 when no token could be checked.
 */
export const authorize = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const access = configuredAccess(c.env);
    const caller = await access.verified.caller(bearerToken(c), (token) => verify(token, access));
    if (!caller.scopes.has(scope)) {
      throw new Problem("insufficient-scope", `This needs a token with the scope ${scope}.`, {
        headers: { "WWW-Authenticate": challenge(`error="insufficient_scope", scope="${scope}"`) },
      });
    }
    // The same for a ledger that does not exist: only those whom it concerns can tell which do.
    if (!caller.ledgers.some((pattern) => opens(pattern, ledgerName(c)))) {
      throw new Problem("ledger-not-allowed", "The claim `ledgers` of your token does not list this ledger.");
    }
    await limitRate(c.env, scope, caller.subject);
    c.set("caller", caller);
    await next();
  });

/** Whether an entry of the claim `ledgers` means a ledger: its name, or the start of its name and `*`. */
function opens(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/**
 * The token of a request: in the header `Authorization`, or, since a browser cannot set that for a WebSocket, as an
 * offered subprotocol `bearer.<token>`.
 */
function bearerToken(c: AppContext): string {
  const header = c.req.header("Authorization");
  const offered = c.req.header("Sec-WebSocket-Protocol");
  const token =
    header === undefined && offered !== undefined
      ? /(?:^|,)\s*bearer\.([\w.-]+)\s*(?:,|$)/.exec(offered)?.[1]
      : /^Bearer +([\w.~+/=-]+) *$/i.exec(header ?? "")?.[1];
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
  return callerOf(payload);
}

function callerOf(payload: JWTPayload): Caller {
  const { sub: subject, scope, exp = 0, ledgers = LEDGERS_UNLESS_CLAIMED } = payload;
  if (typeof subject !== "string" || textFault(subject, SUBJECT_LIMIT)) {
    throw invalidToken(new errors.JWTClaimValidationFailed("not a name that a block can carry", payload, "sub"));
  }
  if (!Array.isArray(ledgers) || !ledgers.every((name) => typeof name === "string")) {
    throw invalidToken(new errors.JWTClaimValidationFailed("not a list of names", payload, "ledgers"));
  }
  const scopes = new Set(typeof scope === "string" ? scope.split(" ") : []);
  return { subject, scopes, ledgers, expires: exp * 1000 };
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

function challenge(parameters?: string): string {
  return `Bearer realm="patient-ledger"${parameters ? `, ${parameters}` : ""}`;
}

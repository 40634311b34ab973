import type { errors, JWTPayload } from "jose";
import { subjectFault } from "../../chain/record-text.ts";
import type { Caller } from "./caller.ts";
import { MAIN } from "../../contract/ledger-name.ts";
import type { Problem } from "../answers/problem.ts";
import { invalidToken } from "./token-problems.ts";

/**
 * Where identity providers put what a token allows: `scope` (RFC 8693, section 4.2), `scp` (Entra ID, Okta), `roles`
 * (Entra ID's app roles), `permissions` (Auth0).
 */
export const SCOPE_CLAIMS = ["scope", "scp", "roles", "permissions"] as const;

/** A token that names no ledgers opens this one. */
const LEDGERS_UNLESS_CLAIMED = [MAIN];

/** The end of the year 9999, in seconds since 1970: a later `exp` is no date, but most likely in milliseconds. */
const LATEST_EXP = 253_402_300_799;

/** 2100, in milliseconds since 1970. A token may end later, but the alarm of a Durable Object takes no date after 2189. */
const LATEST_EXPIRES = Date.UTC(2100);

/**
 * The caller whom a token's claims describe, after its signature, `iss`, `aud` and `nbf` were checked.
 *
 * @param audience as configured; the scopes of a provider that writes it before them (`<audience>/chain:read`) count too
 * @throws Problem that names the claim that is wrong
 */
export function callerOf(payload: JWTPayload, audience: string): Caller {
  const { sub: subject, exp = Number.NaN } = payload;
  // RFC 7519, section 4.1.4: on or after this time the token must not be accepted. The tolerance is for `nbf` alone.
  if (exp > LATEST_EXP) {
    throw invalidToken("its `exp` is too large to be in seconds since 1970", "The issuer has to give it in seconds.");
  }
  if (!(exp * 1000 > Date.now())) throw expired();
  const fault = typeof subject === "string" ? subjectFault(subject) : "must be text";
  if (typeof subject !== "string" || fault) {
    throw invalidToken(`its \`sub\` ${fault}`, "The issuer has to name who holds it.");
  }
  return {
    subject,
    ...scopesOf(payload, audience),
    ledgers: ledgersOf(payload),
    expires: Math.floor(Math.min(exp * 1000, LATEST_EXPIRES)),
  };
}

function scopesOf(payload: JWTPayload, audience: string): Pick<Caller, "scopes" | "unreadable"> {
  const prefix = audience.endsWith("/") ? audience : `${audience}/`;
  const scopes = new Set<string>();
  const unreadable = [];
  for (const claim of SCOPE_CLAIMS) {
    const texts = Object.hasOwn(payload, claim) ? textsOf(payload[claim]) : [];
    if (!texts) unreadable.push(claim);
    for (const text of texts ?? []) scopes.add(text.startsWith(prefix) ? text.slice(prefix.length) : text);
  }
  return { scopes, unreadable };
}

function ledgersOf(payload: JWTPayload): readonly string[] {
  if (!Object.hasOwn(payload, "ledgers")) return LEDGERS_UNLESS_CLAIMED;
  const names = textsOf(payload["ledgers"]);
  if (!names) {
    throw invalidToken(
      "its `ledgers` is neither text nor a list of texts",
      "The issuer has to list names of ledgers there.",
    );
  }
  return names;
}

/** The texts of a claim: a list of texts, or one text with spaces between them (RFC 6749, section 3.3). */
function textsOf(claim: unknown): readonly string[] | undefined {
  if (typeof claim === "string") return claim.split(" ").filter(Boolean);
  return Array.isArray(claim) && claim.every((text) => typeof text === "string") ? claim : undefined;
}

/** What to do about a claim that has another value than this ledger asks for. */
const MISMATCHES: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  iss: [
    "its `iss` is not the issuer that AUTH_ISSUER of this ledger names",
    "Get a token from that issuer, or have the operator compare the two.",
  ],
  aud: [
    "its `aud` does not name this ledger, as AUTH_AUDIENCE does",
    "Ask your identity provider for an access token for this API; an ID token is none.",
  ],
  nbf: ["its `nbf` lies ahead", "Wait until it is valid, or have the clocks compared."],
};

/** The problem of a token whose claims jose refused. */
export function claimProblem({ claim, reason }: errors.JWTClaimValidationFailed | errors.JWTExpired): Problem {
  if (reason === "missing") {
    return invalidToken(`it has no \`${claim}\``, MISMATCHES[claim]?.[1] ?? "The issuer has to add that claim.");
  }
  if (reason === "invalid") return invalidToken(`its \`${claim}\` is not a number`, "The issuer has to mend it.");
  const mismatch = MISMATCHES[claim];
  return mismatch ? invalidToken(...mismatch) : expired();
}

function expired(): Problem {
  return invalidToken("it has expired: its `exp` has passed");
}

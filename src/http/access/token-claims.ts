import type { errors, JWTPayload } from "jose";
import { subjectFault } from "../../chain/records/record-text.ts";
import type { Caller } from "./caller.ts";
import { MAIN } from "../../contract/ledger-name.ts";
import type { Problem } from "../answers/problem.ts";
import { invalidToken } from "./token-problems.ts";

/**
 * The claims in which identity providers put scopes: `scope` (RFC 8693, section 4.2), `scp` (Entra ID, Okta), `roles`
 * (Entra ID's app roles), `permissions` (Auth0).
 */
export const SCOPE_CLAIMS = ["scope", "scp", "roles", "permissions"] as const;

/** The ledgers that a token without the `ledgers` claim opens. */
const LEDGERS_UNLESS_CLAIMED = [MAIN];

/** The end of the year 9999, in seconds since 1970. A later `exp` is most likely in milliseconds. */
const LATEST_EXP = 253_402_300_799;

/** 2100, in milliseconds since 1970. A token may expire later, but an alarm does not accept dates after 2189. */
const LATEST_EXPIRES = Date.UTC(2100);

/**
 * The caller that a token's claims describe. Its signature, `iss`, `aud` and `nbf` must already be verified.
 *
 * @param audience as configured; some providers prefix scopes with it (`<audience>/chain:read`), which is accepted too
 * @throws Problem that names the invalid claim
 */
export function callerOf(payload: JWTPayload, audience: string): Caller {
  const { sub: subject, exp = Number.NaN } = payload;
  // RFC 7519, section 4.1.4: on or after this time, the token must not be accepted. The tolerance is only for `nbf`.
  if (exp > LATEST_EXP) {
    throw invalidToken("its `exp` is too large to be in seconds since 1970", "The issuer must give it in seconds.");
  }
  if (!(exp * 1000 > Date.now())) throw expired();
  const fault = typeof subject === "string" ? subjectFault(subject) : "must be a string";
  if (typeof subject !== "string" || fault) {
    throw invalidToken(`its \`sub\` ${fault}`, "The issuer must name the token's holder there.");
  }
  return {
    subject,
    ...scopesOf(payload, audience),
    ledgers: ledgersOf(payload),
    ...patientsOf(payload),
    ...keyOf(payload),
    ...classOf(payload),
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
      "its `ledgers` is neither a string nor a list of strings",
      "The issuer must list names of ledgers there.",
    );
  }
  return names;
}

/** A single text is refused: it might be one ID with spaces in it, or several, and the wrong guess opens the wrong patients. */
function patientsOf(payload: JWTPayload): Pick<Caller, "patients"> {
  if (!Object.hasOwn(payload, "patients")) return {};
  const claim = payload["patients"];
  if (Array.isArray(claim) && claim.every((id) => typeof id === "string")) return { patients: claim };
  throw invalidToken("its `patients` is not a list of strings", "The issuer must list patient IDs there.");
}

/**
 * The key that the token is bound to: `jkt` in `cnf` (RFC 9449, section 6.1; RFC 7800, section 3.1). Other members of
 * `cnf` bind it in ways that do not matter here.
 */
function keyOf(payload: JWTPayload): Pick<Caller, "boundTo"> {
  if (!Object.hasOwn(payload, "cnf")) return {};
  const claim = payload["cnf"];
  const members = typeof claim === "object" && claim !== null && !Array.isArray(claim) ? claim : undefined;
  const jkt = members && Object.hasOwn(members, "jkt") ? (members as { readonly jkt: unknown }).jkt : undefined;
  if (typeof jkt === "string") return { boundTo: jkt };
  if (members && jkt === undefined) return {};
  throw invalidToken(
    members ? "the `jkt` of its `cnf` is not a string" : "its `cnf` is not a JSON object",
    "The issuer must name the key there that the token is bound to.",
  );
}

/** The claims of a student's token. Others may use claims of these names in another sense, so other values are no fault. */
function classOf(payload: JWTPayload): Pick<Caller, "class" | "code"> {
  const [name, code] = ["class", "code"].map((claim) => (Object.hasOwn(payload, claim) ? payload[claim] : undefined));
  if (typeof name !== "string") return {};
  return { class: name, ...(typeof code === "number" && { code }) };
}

/**
 * The values of a claim, which is a list of strings or one string of values separated by spaces (RFC 6749, section
 * 3.3).
 */
function textsOf(claim: unknown): readonly string[] | undefined {
  if (typeof claim === "string") return claim.split(" ").filter(Boolean);
  return Array.isArray(claim) && claim.every((text) => typeof text === "string") ? claim : undefined;
}

/** What to report for a claim whose value is not the one this ledger requires. */
const MISMATCHES: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  iss: [
    "its `iss` is not the issuer that this ledger's AUTH_ISSUER names",
    "Get a token from that issuer, or ask the operator to compare the two.",
  ],
  aud: [
    "its `aud` does not name this ledger's AUTH_AUDIENCE",
    "Ask your identity provider for an access token for this API, not an ID token.",
  ],
  nbf: ["its `nbf` is in the future", "Wait until it is valid, or ask the operator to compare the clocks."],
};

/** The problem of a token whose claims jose refused. */
export function claimProblem({ claim, reason }: errors.JWTClaimValidationFailed | errors.JWTExpired): Problem {
  if (reason === "missing") {
    return invalidToken(`it has no \`${claim}\``, MISMATCHES[claim]?.[1] ?? "The issuer must add that claim.");
  }
  if (reason === "invalid") return invalidToken(`its \`${claim}\` is not a number`, "The issuer must correct it.");
  const mismatch = MISMATCHES[claim];
  return mismatch ? invalidToken(...mismatch) : expired();
}

function expired(): Problem {
  return invalidToken("it has expired: its `exp` has passed");
}

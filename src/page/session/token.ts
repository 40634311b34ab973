import { decodeJwt } from "jose/jwt/decode";
import { LEDGER_NAME } from "../../contract/ledger-name.ts";

/** What a token says, as it is displayed; whether the token is good, only the ledger can say. */
export interface Session {
  readonly token: string;
  readonly issuer: string;
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** Names, and starts of names with `*` behind them. */
  readonly ledgers: readonly string[];
  /** When the token ends, in milliseconds since 1970. */
  readonly expires: number;
}

/** White space, what mail programs put before quoted lines, and characters that nobody sees. */
const NO_PART_OF_A_TOKEN = /[\s>\u00ad\u200b-\u200f\u2060\ufeff]+/g;

/** What may stand before a token: a link or an assignment, a header, or nothing; quotes may follow it. */
const BEFORE = ["token[\"'`]?[=:]", "(?:bearer[:=]?)+", "^"];

/** Where identity providers write what a token allows. */
const SCOPE_CLAIMS = ["scope", "scp", "roles", "permissions"];

/**
 * Reads the token in a text as people paste it: alone, in quotes, behind `Bearer`, in a link that signs in, or broken
 * over several lines.
 *
 * @returns nothing when the text holds no token (RFC 7519)
 */
export function readToken(text: string): Session | undefined {
  const joined = text.replace(NO_PART_OF_A_TOKEN, "");
  for (const before of BEFORE) {
    const token = new RegExp(`${before}["'\`<([]*([\\w-]+\\.[\\w-]+\\.[\\w-]+)`, "i").exec(joined)?.[1];
    const session = token === undefined ? undefined : decode(token);
    if (session) return session;
  }
  return undefined;
}

/** Whether a token opens a ledger, as far as it tells. */
export function opens({ ledgers }: Session, name: string): boolean {
  return ledgers.some((entry) => (entry.endsWith("*") ? name.startsWith(entry.slice(0, -1)) : entry === name));
}

/** The ledgers that a token opens by their full names; what no ledger can be called is left out. */
export function namedLedgers(session: Session | undefined): readonly string[] {
  return session?.ledgers.filter((name) => LEDGER_NAME.test(name)) ?? [];
}

/** What the names of the other ledgers that a token opens start with; the empty text where it opens all of them. */
export function ledgerPrefixes(session: Session | undefined): readonly string[] {
  const prefixes = session?.ledgers.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1)) ?? [];
  // With a character behind it, it must be a name.
  return prefixes.filter((prefix) => LEDGER_NAME.test(`${prefix}x`));
}

/** Whether two tokens are for the same person. */
export function isSamePerson(one: Session, other: Session): boolean {
  return one.subject === other.subject && one.issuer === other.issuer;
}

/** Whether two tokens are for the same person and allow the same. */
export function isEquivalent(one: Session, other: Session): boolean {
  const rights = ({ scopes, ledgers }: Session) => JSON.stringify([[...scopes].toSorted(), ledgers.toSorted()]);
  return isSamePerson(one, other) && rights(one) === rights(other);
}

function decode(token: string): Session | undefined {
  try {
    const claims: Record<string, unknown> = decodeJwt(token);
    const { iss, sub, exp } = claims;
    return {
      token,
      issuer: typeof iss === "string" ? iss : "",
      subject: typeof sub === "string" ? sub : "",
      // Some issuers write the audience before a scope: https://ledger.example.org/chain:read.
      scopes: new Set(SCOPE_CLAIMS.flatMap((claim) => textsOf(claims[claim]).map((text) => text.replace(/^.*\//, "")))),
      ledgers: "ledgers" in claims ? textsOf(claims["ledgers"]) : ["main"],
      expires: typeof exp === "number" ? exp * 1000 : Infinity,
    };
  } catch {
    return undefined;
  }
}

/** The texts of a claim: a list of texts, or one text with spaces between them. */
function textsOf(claim: unknown): string[] {
  if (typeof claim === "string") return claim.split(" ").filter((text) => text !== "");
  return Array.isArray(claim) ? claim.filter((text) => typeof text === "string") : [];
}

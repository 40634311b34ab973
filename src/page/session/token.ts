import { decodeJwt } from "jose/jwt/decode";
import { CLASS_NAME } from "../../class/class-names.ts";
import { LEDGER_NAME } from "../../contract/ledger-name.ts";

/** A token's claims, for display. Only the ledger can tell whether the token is valid. */
export interface Session {
  readonly token: string;
  readonly issuer: string;
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** Names, and name prefixes followed by `*`. */
  readonly ledgers: readonly string[];
  /** The patient IDs that the token is narrowed to; absent if it is not. */
  readonly patients?: readonly string[];
  /** The class that the token is a student's or the teacher's of; absent for tokens of no class. */
  readonly className?: string;
  /** When the token expires, in milliseconds since 1970. */
  readonly expires: number;
}

/** White space, the quote marks of mail programs, and invisible characters. */
const NO_PART_OF_A_TOKEN = /[\s>\u00ad\u200b-\u200f\u2060\ufeff]+/g;

/** What may precede a token: a link or an assignment, a header, or nothing. A quote may follow the assignment. */
const BEFORE = ["token[\"'`]?[=:]", "(?:bearer[:=]?)+", "^"];

/** The claims in which identity providers list what a token allows. */
const SCOPE_CLAIMS = ["scope", "scp", "roles", "permissions"];

/**
 * Finds the token in a pasted text: alone, in quotes, after `Bearer`, in a sign-in link, or broken over several lines.
 *
 * @returns nothing when the text contains no token (RFC 7519)
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

/** Whether a token opens a ledger, according to its claims. */
export function opens({ ledgers }: Session, name: string): boolean {
  return ledgers.some((entry) => (entry.endsWith("*") ? name.startsWith(entry.slice(0, -1)) : entry === name));
}

/** The ledgers that a token lists by full name, without invalid names. */
export function namedLedgers(session: Session | undefined): readonly string[] {
  return session?.ledgers.filter((name) => LEDGER_NAME.test(name)) ?? [];
}

/** The name prefixes of the other ledgers that a token opens; the empty string if it opens all ledgers. */
export function ledgerPrefixes(session: Session | undefined): readonly string[] {
  const prefixes = session?.ledgers.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1)) ?? [];
  // A valid prefix followed by one more character is a valid name.
  return prefixes.filter((prefix) => LEDGER_NAME.test(`${prefix}x`));
}

/** Whether a token is that of the teacher of a class. A token for everything teaches no class in particular. */
export function teaches({ className, scopes }: Session): boolean {
  return className !== undefined && scopes.has("class:teach");
}

/** The class that a token is a student's of; absent for everybody else. */
export function studiesIn(session: Session | undefined): string | undefined {
  return session && !teaches(session) ? session.className : undefined;
}

/** Whether two tokens belong to the same person. */
export function isSamePerson(one: Session, other: Session): boolean {
  // Every class has its own student-07.
  return one.subject === other.subject && one.issuer === other.issuer && one.className === other.className;
}

/** Whether two tokens belong to the same person and allow the same. */
export function isEquivalent(one: Session, other: Session): boolean {
  return holderOf(one) === holderOf(other);
}

/** A text that is the same for two tokens if they belong to the same person and allow the same. */
export function holderOf({ issuer, subject, scopes, ledgers, patients, className }: Session): string {
  return JSON.stringify([issuer, subject, [...scopes].toSorted(), ledgers.toSorted(), patients?.toSorted(), className]);
}

function decode(token: string): Session | undefined {
  try {
    const claims: Record<string, unknown> = decodeJwt(token);
    const { iss, sub, exp } = claims;
    return {
      token,
      issuer: typeof iss === "string" ? iss : "",
      subject: typeof sub === "string" ? sub : "",
      // Some issuers prepend the audience to a scope: https://ledger.example.org/chain:read.
      scopes: new Set(SCOPE_CLAIMS.flatMap((claim) => textsOf(claims[claim]).map((text) => text.replace(/^.*\//, "")))),
      ledgers: "ledgers" in claims ? textsOf(claims["ledgers"]) : ["main"],
      ...("patients" in claims ? { patients: listed(claims["patients"]) } : {}),
      ...classIn(claims["class"]),
      expires: typeof exp === "number" ? exp * 1000 : Infinity,
    };
  } catch {
    return undefined;
  }
}

/** The class of a token; none if the claim cannot be a class's name, since it becomes part of addresses. */
function classIn(claim: unknown): Pick<Session, "className"> {
  return typeof claim === "string" && CLASS_NAME.test(claim) ? { className: claim } : {};
}

/** The strings of a claim that is a list. */
function listed(claim: unknown): string[] {
  return Array.isArray(claim) ? claim.filter((text) => typeof text === "string") : [];
}

/** The strings of a claim, which is a list, or one string separated by spaces. */
function textsOf(claim: unknown): string[] {
  return typeof claim === "string" ? claim.split(" ").filter((text) => text !== "") : listed(claim);
}

import { SignJWT } from "jose";
import { ledgersOf, STUDENT_SCOPE, subjectOf } from "../../class/class-names.ts";
import { LONGEST_CLASS } from "../../class/limits.ts";
import { configuredAccess } from "../access/configured-access.ts";
import type { Env } from "../environment.ts";
import { type CodeClass, TOKEN_ALGORITHM } from "./class-settings.ts";

/**
 * Signs a student's token. Its subject and its ledgers follow from the class's name and the student's number, and it is
 * valid for a week at most, whatever the storage of the class says.
 *
 * @param issue which issue of the student's code it was exchanged for
 * @param ends when the class ends, in milliseconds since 1970
 */
export function studentToken(
  env: Env,
  { name, key, kid }: CodeClass,
  { number, issue, ends }: { readonly number: number; readonly issue: number; readonly ends: number },
): Promise<string> {
  const { issuer, audience } = configuredAccess(env);
  const claims = { scope: STUDENT_SCOPE, ledgers: ledgersOf(name, number), class: name, code: issue };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subjectOf(number))
    .setIssuedAt()
    .setExpirationTime(Math.floor(Math.min(ends, Date.now() + LONGEST_CLASS) / 1000))
    .sign(key);
}

import type { JWK } from "jose";
import { ledgersOf, STUDENT_SCOPE, subjectOf } from "../../class/class-names.ts";
import type { TokenSource } from "../../client/client.ts";
import { signToken } from "../keys/token-key.ts";

/** What a teacher's token allows: everything about the class and its sandboxes. */
const TEACHER_SCOPE = "chain:read chain:mine ledger:create ledger:delete class:teach";

/** Who signs tokens, and for whom. */
export interface Issuer {
  readonly key: JWK;
  readonly issuer: string;
  readonly audience: string;
}

/** A teacher's token for a class and its sandboxes. @param expires a time, or a time span such as "1h" */
export function teacherToken({ key, ...issuer }: Issuer, className: string, expires: Date | string): Promise<string> {
  const ledgers = [className, `${className}-*`];
  return signToken(key, { ...issuer, subject: "teacher", scope: TEACHER_SCOPE, ledgers, class: className, expires });
}

/** The source of the command's own tokens. Each is new, so that they never expire while the command runs. */
export function teacherTokens(issuer: Issuer, className: string): TokenSource {
  return () => teacherToken(issuer, className, "1h");
}

/** A student's token, as the server signs it for a code, but without the claim `code`: nobody can withdraw it. */
export function studentToken(
  { key, ...issuer }: Issuer,
  className: string,
  student: number,
  expires: Date,
): Promise<string> {
  const holder = { subject: subjectOf(student), scope: STUDENT_SCOPE, ledgers: ledgersOf(className, student) };
  return signToken(key, { ...issuer, ...holder, class: className, expires });
}

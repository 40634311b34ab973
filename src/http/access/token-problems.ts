import { Problem } from "../answers/problem.ts";

/** The value of `WWW-Authenticate` (RFC 6750, section 3). */
export function challenge(parameters?: string): string {
  return `Bearer realm="patient-ledger"${parameters ? `, ${parameters}` : ""}`;
}

/** A request without a token, or with a header in which none can be recognised. */
export function missingToken(detail: string): Problem {
  return new Problem("missing-token", detail, { headers: { "WWW-Authenticate": challenge() } });
}

/**
 * A token that is refused.
 *
 * @param reason names the part, key or claim that is wrong, never its value. It is sent as `error_description` too, so
 *   it has ASCII characters only, and neither `"` nor `\` (RFC 6750, section 3)
 * @param remedy what to do about it
 */
export function invalidToken(reason: string, remedy = "Get a new one."): Problem {
  return new Problem("invalid-token", `The token is refused: ${reason}. ${remedy}`, {
    headers: { "WWW-Authenticate": challenge(`error="invalid_token", error_description="${reason}"`) },
  });
}

import { Problem } from "../answers/problem.ts";

/** The value of `WWW-Authenticate` (RFC 6750, section 3). */
export function challenge(parameters?: string): string {
  return `Bearer realm="patient-ledger"${parameters ? `, ${parameters}` : ""}`;
}

/** A request without a token, or with a header that does not contain a recognizable one. */
export function missingToken(detail: string): Problem {
  return new Problem("missing-token", detail, { headers: { "WWW-Authenticate": challenge() } });
}

/**
 * A refused token.
 *
 * @param reason names the invalid part, key or claim, but never its value. It is also sent as `error_description`, so
 *   it must be ASCII without `"` and `\` (RFC 6750, section 3)
 * @param remedy what to do about it
 */
export function invalidToken(reason: string, remedy = "Get a new one."): Problem {
  return new Problem("invalid-token", `The token is refused: ${reason}. ${remedy}`, {
    headers: { "WWW-Authenticate": challenge(`error="invalid_token", error_description="${reason}"`) },
  });
}

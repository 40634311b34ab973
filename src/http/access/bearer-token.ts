import type { AppContext } from "../environment.ts";
import { missingToken } from "./token-problems.ts";

const EXAMPLE = "Authorization: Bearer <token>";

/** Explains an `Authorization` header without a well-formed token. The first pattern that matches applies. */
const HEADER_FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^Bearer\s*$/i, `The Authorization header has no token after Bearer. Send ${EXAMPLE}.`],
  [/^\W*Bearer\W+Bearer\b/i, `The Authorization header says Bearer twice. Send it once: ${EXAMPLE}.`],
  [/["'`<>]/, `The Authorization header contains quotes or brackets. Send the token without them: ${EXAMPLE}.`],
  [/^ey[\w-]*\.[\w.-]+$/i, `The Authorization header has no scheme. Put Bearer before the token: ${EXAMPLE}.`],
  [/,/, `The Authorization header has more than one value. Send one token: ${EXAMPLE}.`],
  [/^Bearer\s+\S+\s/i, `The token in the Authorization header contains white space. Send it in one piece: ${EXAMPLE}.`],
  [/^Bearer\s/i, `The Authorization header contains characters that no token has. Send ${EXAMPLE}.`],
];

/**
 * The token of a request, from the `Authorization` header (RFC 6750, section 2.1), or from an offered subprotocol
 * `bearer.<token>`, since a browser cannot set that header for a WebSocket. The header takes precedence.
 *
 * @throws Problem if there is none, saying what is wrong with the header
 */
export function bearerToken(c: AppContext): string {
  const header = c.req.header("Authorization");
  if (header) return fromHeader(header);
  const offered = c.req.header("Sec-WebSocket-Protocol");
  if (offered === undefined) throw missingToken(`Send a token in the header ${EXAMPLE}.`);
  const tokens = [...offered.matchAll(/(?:^|,)\s*bearer\.([\w.-]+)\s*(?=,|$)/g)].map(([, token]) => token);
  const [token] = tokens;
  if (!token || tokens.length > 1) {
    throw missingToken(`Send one token: in the header ${EXAMPLE}, or as the subprotocol bearer.<token>.`);
  }
  return token;
}

function fromHeader(header: string): string {
  const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(header)?.[1];
  if (token && !/^Bearer$/i.test(token)) return token;
  const fault = HEADER_FAULTS.find(([form]) => form.test(header))?.[1];
  throw missingToken(fault ?? `The Authorization header has a scheme other than Bearer. Send ${EXAMPLE}.`);
}

import type { AppContext } from "../environment.ts";
import { missingToken } from "./token-problems.ts";

const EXAMPLE = "Authorization: Bearer <token>";

/** What is wrong with a header `Authorization` that holds no token in the right form; the first that matches counts. */
const HEADER_FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^Bearer\s*$/i, `The header Authorization has no token behind Bearer. Send ${EXAMPLE}.`],
  [/^\W*Bearer\W+Bearer\b/i, `The header Authorization says Bearer twice. Send it once: ${EXAMPLE}.`],
  [/["'`<>]/, `The header Authorization has quotes or brackets in it. Send the token without them: ${EXAMPLE}.`],
  [/^ey[\w-]*\.[\w.-]+$/i, `The header Authorization has no scheme. Put Bearer before the token: ${EXAMPLE}.`],
  [/,/, `The header Authorization holds more than one value. Send one token: ${EXAMPLE}.`],
  [
    /^Bearer\s+\S+\s/i,
    `The token in the header Authorization has white space in it. Send it in one piece: ${EXAMPLE}.`,
  ],
  [/^Bearer\s/i, `The header Authorization has characters that no token has. Send ${EXAMPLE}.`],
];

/**
 * The token of a request: in the header `Authorization` (RFC 6750, section 2.1), or, since a browser cannot set that for
 * a WebSocket, as an offered subprotocol `bearer.<token>`. A header wins.
 *
 * @throws Problem when there is none, which says what is wrong with the header
 */
export function bearerToken(c: AppContext): string {
  const header = c.req.header("Authorization");
  if (header) return fromHeader(header);
  const offered = c.req.header("Sec-WebSocket-Protocol");
  if (offered === undefined) throw missingToken(`Send a token in the header: ${EXAMPLE}.`);
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
  throw missingToken(fault ?? `The header Authorization has another scheme than Bearer. Send ${EXAMPLE}.`);
}

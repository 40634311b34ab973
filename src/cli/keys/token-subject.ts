import { fromBase64url } from "../../chain/base64url.ts";
import { JsonFault, parseIJson } from "../../chain/json.ts";
import { Malformed } from "../../chain/malformed.ts";
import { utf8 } from "../../client/utf8.ts";

/**
 * The subject of a token, which is not verified here: the ledger does that.
 *
 * @returns `undefined` if it is no JSON Web Token, or names no subject
 */
export function subjectOf(token: string): string | undefined {
  const [, claims = ""] = token.split(".");
  const bytes = fromBase64url(claims);
  try {
    const { sub } = (bytes ? (parseIJson(utf8(bytes)) ?? {}) : {}) as { readonly sub?: unknown };
    return typeof sub === "string" ? sub : undefined;
  } catch (error) {
    if (error instanceof JsonFault || error instanceof Malformed) return undefined;
    throw error;
  }
}

import { fromBase64url } from "../../chain/text/base64url.ts";
import { JsonFault, parseIJson } from "../../chain/text/json.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { isObject } from "../../chain/sealed/header-format.ts";
import { utf8 } from "../../client/transport/utf8.ts";

/**
 * The subject of a token, which is not verified here: the ledger does that.
 *
 * @returns `undefined` if it names no subject
 * @throws Malformed if it is no JSON Web Token
 */
export function subjectOf(token: string): string | undefined {
  const [, text = "", ...rest] = token.split(".");
  const bytes = fromBase64url(text);
  try {
    const claims = bytes && rest.length === 1 ? parseIJson(utf8(bytes)) : undefined;
    if (!isObject(claims)) throw new Malformed("it is no JSON Web Token");
    const { sub } = claims as { readonly sub?: unknown };
    return typeof sub === "string" ? sub : undefined;
  } catch (error) {
    if (error instanceof JsonFault) throw new Malformed("it is no JSON Web Token");
    throw error;
  }
}

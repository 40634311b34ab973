import { existsSync } from "node:fs";
import { THUMBPRINT } from "../../chain/format.ts";
import { JsonFault, parseIJson } from "../../chain/text/json.ts";
import { subjectFault } from "../../chain/records/record-text.ts";
import { isObject } from "../../chain/sealed/header-format.ts";
import { openKey } from "../../chain/sealed/public-key.ts";
import { parsePin, type Pin } from "../../evidence/checking/authors.ts";
import { textOfFile } from "../input-file.ts";
import { named } from "../invoked.ts";

/** Larger than any key, in bytes. */
const LIMIT = 65_536;

/**
 * Parses the values of `--pin`, each once.
 *
 * @throws Error when one is malformed
 */
export function pinsOf(texts: readonly string[]): Pin[] {
  return [...new Set(texts)].map((text) => {
    const pin = parsePin(text);
    if (!pin) {
      throw new Error(
        `--pin must be NAME=THUMBPRINT, with a thumbprint of 43 characters as ${named("author-key")} prints it.`,
      );
    }
    const fault = subjectFault(pin.name);
    if (fault !== undefined) throw new Error(`The name in --pin ${fault}.`);
    return pin;
  });
}

/**
 * The thumbprint of the key that the value of `--author` names: itself, or that of a key as JSON, given or in a file. Of a
 * private key only the public half is read.
 *
 * @throws Error when it is none of these
 * @throws UnusableFile when the file cannot be read
 */
export async function thumbprintGiven(text: string): Promise<string> {
  if (THUMBPRINT.test(text) && !existsSync(text)) return text;
  const jwk = publicHalf(text.startsWith("{") ? text : await textOfFile(text, LIMIT));
  const key = await openKey(jwk);
  if (typeof key === "string") throw new Error(`--author is no key: it ${key}.`);
  return key.thumbprint;
}

function publicHalf(text: string): unknown {
  try {
    const jwk = parseIJson(text);
    if (!isObject(jwk)) return jwk;
    const { kty, crv, x, y } = jwk as Readonly<Record<string, unknown>>;
    return kty === "EC" ? { kty, crv, x, y } : { kty, crv, x };
  } catch (error) {
    if (error instanceof JsonFault)
      throw new Error(`--author is no key as JSON: it ${error.message}.`, { cause: error });
    throw error;
  }
}

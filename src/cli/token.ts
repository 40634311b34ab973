/**
 * `npm run -s token`: prints a token, alone, on standard output. `--jwks` prints the public key set instead, which a
 * deployment needs to accept such tokens.
 */
import { parseArgs } from "node:util";
import { subjectFault } from "../chain/record-text.ts";
import { ALL_SCOPES, DEVELOPMENT, KEY_FOLDER, openTokenKey, publicKeySet, signToken } from "./token-key.ts";

const USAGE = `npm run -s token -- [options]
  --ledgers NAMES  which ledgers it opens, with commas between; class-7-* means all that start so   (*)
  --sub NAME       who holds it: becomes mined_by        (developer)
  --scope SCOPES   what it allows, in quotes             ("${ALL_SCOPES}")
  --expires SPAN   how long it is valid: 30m, 1h, 7d     (1h)
  --key FOLDER     the folder of the signing key, made when it has none   (.dev)
  --issuer TEXT    the claim iss                         (${DEVELOPMENT.issuer})
  --audience TEXT  the claim aud                         (${DEVELOPMENT.audience})
  --jwks           print the public key set instead of a token`;

try {
  const { values } = parseArgs({
    options: {
      sub: { type: "string", default: "developer" },
      scope: { type: "string", default: ALL_SCOPES },
      ledgers: { type: "string", default: "*" },
      expires: { type: "string", default: "1h" },
      key: { type: "string", default: KEY_FOLDER },
      issuer: { type: "string", default: DEVELOPMENT.issuer },
      audience: { type: "string", default: DEVELOPMENT.audience },
      jwks: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
  } else {
    const fault = subjectFault(values.sub);
    if (fault) throw new Error(`--sub ${fault}`);
    if (!values.scope.trim()) throw new Error("--scope must not be empty");
    if (/^-|ago$/.test(values.expires.trim())) throw new Error("--expires must lie ahead");
    const key = await openTokenKey(values.key);
    const { sub: subject, ledgers, ...claims } = values;
    const token = await signToken(key, { ...claims, subject, ledgers: ledgers.split(",").map((name) => name.trim()) });
    console.log(values.jwks ? JSON.stringify(publicKeySet(key)) : token);
  }
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}

import { subjectFault } from "../../chain/record-text.ts";
import { command, EXIT } from "../command.ts";
import { print } from "../io.ts";
import { DEVELOPER, KEY_FOLDER, openTokenKey, publicKeySet, signToken } from "../token-key.ts";

const USAGE = `npm run -s token -- [options]
  --ledgers NAMES  the ledgers it opens, comma-separated; class-7-* means every name that starts with class-7-   (${DEVELOPER.ledgers.join()})
  --sub NAME       the holder's name, for mined_by       (${DEVELOPER.subject})
  --scope SCOPES   the scopes it grants, in quotes       ("${DEVELOPER.scope}")
  --expires SPAN   how long it is valid: 30m, 1h, 7d     (${DEVELOPER.expires})
  --key FOLDER     the folder of the signing key; creates the key if there is none   (.dev)
  --issuer TEXT    the claim iss                         (${DEVELOPER.issuer})
  --audience TEXT  the claim aud                         (${DEVELOPER.audience})
  --jwks           print the public key set instead of a token`;

/**
 * `npm run -s token`: prints a token and nothing else on standard output. `--jwks` prints the public key set instead,
 * which a deployment needs to accept such tokens.
 */
export const token = command({
  usage: USAGE,
  usageOnFailure: true,
  options: {
    sub: { type: "string", default: DEVELOPER.subject },
    scope: { type: "string", default: DEVELOPER.scope },
    ledgers: { type: "string", default: DEVELOPER.ledgers.join() },
    expires: { type: "string", default: DEVELOPER.expires },
    key: { type: "string", default: KEY_FOLDER },
    issuer: { type: "string", default: DEVELOPER.issuer },
    audience: { type: "string", default: DEVELOPER.audience },
    jwks: { type: "boolean", default: false },
  },
  async run({ sub: subject, scope, expires, issuer, audience, ...values }, { stdout }) {
    const fault = subjectFault(subject);
    if (fault) throw new Error(`--sub ${fault}`);
    if (!scope.trim()) throw new Error("--scope must not be empty");
    if (/^-|ago$/.test(expires.trim())) throw new Error("--expires must be in the future");
    const key = await openTokenKey(values.key);
    const ledgers = values.ledgers.split(",").map((name) => name.trim());
    const signed = await signToken(key, { subject, scope, expires, issuer, audience, ledgers });
    print(stdout, values.jwks ? JSON.stringify(publicKeySet(key)) : signed);
    return EXIT.done;
  },
});

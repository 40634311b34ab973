import { SignJWT } from "jose";
import { fieldFault, subjectFault } from "../../chain/records/record-text.ts";
import { SCOPES } from "../../contract/scopes.ts";
import { printable } from "../../chain/text/printable.ts";
import { command, EXIT } from "../command.ts";
import { print } from "../io.ts";
import { ALL_SCOPES, DEVELOPER, KEY_FOLDER, openTokenKey, publicKeySet, signToken } from "../keys/token-key.ts";
import { invoked } from "../invoked.ts";

const USAGE = `${invoked("token")} [options]
  --ledgers NAMES  the ledgers it opens, comma-separated; class-7-* means every name that starts with class-7-   (${DEVELOPER.ledgers.join()})
  --sub NAME       the holder's name, for mined_by       (${DEVELOPER.subject})
  --scope SCOPES   the scopes it grants, in quotes, or all   ("${DEVELOPER.scope}")
  --patients IDS   narrows it to the patients with these IDs, comma-separated
  --expires SPAN   how long it is valid: 30m, 1h, 7d     (${DEVELOPER.expires})
  --key FOLDER     the folder of the signing key; creates the key if there is none   (.dev)
  --issuer TEXT    the claim iss                         (${DEVELOPER.issuer})
  --audience TEXT  the claim aud                         (${DEVELOPER.audience})
  --jwks           print the public key set instead of a token
The scopes are ${SCOPES.join(", ")}.`;

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
    patients: { type: "string" },
    ledgers: { type: "string", default: DEVELOPER.ledgers.join() },
    expires: { type: "string", default: DEVELOPER.expires },
    key: { type: "string", default: KEY_FOLDER },
    issuer: { type: "string", default: DEVELOPER.issuer },
    audience: { type: "string", default: DEVELOPER.audience },
    jwks: { type: "boolean", default: false },
  },
  async run({ sub: subject, expires, issuer, audience, ...values }, { stdout }) {
    const scope = values.scope === "all" ? ALL_SCOPES : values.scope;
    const patients = values.patients === undefined ? undefined : listed(values.patients);
    const faults = {
      sub: subjectFault(subject),
      scope: scopeFault(scope),
      expires: expiresFault(expires),
      patients: patients && patientsFault(patients),
    };
    for (const [option, fault] of Object.entries(faults)) if (fault) throw new Error(`--${option} ${fault}`);
    const key = await openTokenKey(values.key);
    const ledgers = listed(values.ledgers);
    const narrowed = patients && { patients };
    const signed = await signToken(key, { subject, scope, expires, issuer, audience, ledgers, ...narrowed });
    print(stdout, values.jwks ? JSON.stringify(publicKeySet(key)) : signed);
    return EXIT.done;
  },
});

/** The values of an option, which are separated by commas. */
function listed(text: string): string[] {
  return text.split(",").map((value) => value.trim());
}

/** What is wrong with the value of `--patients`, as the end of a sentence. It repeats no ID. */
function patientsFault(ids: readonly string[]): string | undefined {
  const place = ids.findIndex((id) => fieldFault("patient_ID", id));
  return place < 0
    ? undefined
    : `has an ID that no record can have: number ${place + 1} ${fieldFault("patient_ID", ids[place] ?? "")}`;
}

/** What is wrong with the value of `--scope`, as the end of a sentence. */
function scopeFault(text: string): string | undefined {
  const names = text.split(/\s+/).filter(Boolean);
  if (names.length === 0) return "must not be empty";
  const unknown = names.find((name) => !SCOPES.some((scope) => scope === name));
  return (
    unknown &&
    `names an unknown scope, ${printable(unknown)}. The scopes are ${SCOPES.join(", ")}, or all for every one.`
  );
}

/** What is wrong with the value of `--expires`, as the end of a sentence. */
function expiresFault(span: string): string | undefined {
  if (/^-|ago$/i.test(span.trim())) return "must be in the future";
  try {
    new SignJWT().setExpirationTime(span);
    return undefined;
  } catch {
    return "must be a number with a unit, such as 30m, 1h or 7d";
  }
}

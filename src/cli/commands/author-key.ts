import type { ParseArgsOptionsConfig } from "node:util";
import { enrol } from "../author-key/enrolling.ts";
import { foundedLedger } from "../author-key/founded-ledger.ts";
import { REGISTRAR_ADVICE } from "../author-key/registrar.ts";
import { endorseRequest, openRequest, sendRequest } from "../author-key/requests.ts";
import { revoke } from "../author-key/revoking.ts";
import { command, EXIT, UsageError, type Values } from "../command.ts";
import { GENESIS_OPTION, GENESIS_USAGE, genesisGiven } from "../genesis.ts";
import { invoked } from "../invoked.ts";
import { type Io, print } from "../io.ts";
import { authorKeyIn, openAuthorKey } from "../keys/author-key-file.ts";
import { tokenSource } from "../keys/token-source.ts";
import { LEDGER_OPTIONS, openClient, TOKEN_USAGE, URL_USAGE } from "../open-client.ts";

const CALL = invoked("author-key");

/** Starts the second column of the usage, behind the longest of the calls that have something there. */
const WIDTH = `${CALL} --key FILE --request REQUEST [options]   `.length;

/** A way to call the command, and what it does. */
const way = (options: string, effect: string) => `${`${CALL} ${options}`.padEnd(WIDTH)}${effect}`;

const USAGE = `${way("--key FILE [options]", "enrol a key, which is made if FILE does not exist")}
${way("--key FILE --jwk", "make a key, and print its public half")}
${way("--key FILE --revoke [options]", "revoke a key")}
${way("--key FILE --request REQUEST [options]", "four steps, where the registrar is somebody else:")}
${way("--open REQUEST", "the author asks; the registrar sees whose key it is,")}
${CALL} --endorse REQUEST --registrar-key FILE --subject NAME --key THUMBPRINT
${" ".repeat(WIDTH)}asks the author for the thumbprint, and endorses it;
${way("--enrol REQUEST [options]", "either of them enrols the key")}
  --key FILE             the author's private key; an existing one is used and never overwritten. With --revoke also
                         the thumbprint of a key that is lost; with --endorse the thumbprint that the author told you
  --subject NAME         whose key it is (the token's sub); for somebody else's the token needs key:enrol-others
  --registrar-key FILE   the private key of the registrar that the ledger's founding names, to endorse with
  --jwk                  print the public key as JSON, for "registrar" in PUT /ledgers/<name>, and enrol nothing
  --revoke               from now on the key signs nothing; what it signed before stays valid
  --compromised-since N  with --revoke: somebody else may have had the key since block N, so what it signed from there on
                         is disputed. Needs the key itself or --registrar-key. Say it at once: after a revocation
                         without it only a registrar still can
  --genesis HASH         ${GENESIS_USAGE}
  --url URL              ${URL_USAGE}
  --token-file FILE      ${TOKEN_USAGE}

It prints the key's thumbprint. Keep the file: who loses it can sign no more, and who copies it signs in your name.`;

const OPTIONS = {
  ...LEDGER_OPTIONS,
  ...GENESIS_OPTION,
  key: { type: "string" },
  subject: { type: "string" },
  "registrar-key": { type: "string" },
  jwk: { type: "boolean", default: false },
  request: { type: "string" },
  open: { type: "string" },
  endorse: { type: "string" },
  enrol: { type: "string" },
  revoke: { type: "boolean", default: false },
  "compromised-since": { type: "string" },
} as const satisfies ParseArgsOptionsConfig;

const NEEDS =
  "--endorse needs --registrar-key, --subject and --key: the person, and the thumbprint that this person told you. --open " +
  "shows what a request says.";

/** The scopes of a token that is made here. */
const SCOPE = "chain:read key:enrol key:enrol-others key:revoke";

/** `npm run author-key`: makes, enrols, endorses and revokes the keys that authors sign with. Prints the thumbprint. */
export const authorKey = command({
  usage: USAGE,
  options: OPTIONS,
  async run(values, io) {
    requireOneMode(values);
    print(io.stdout, await act(values, io));
    return EXIT.done;
  },
});

/**
 * The options of each thing to do besides those of the ledger, by the option that asks for it; "" is enrolling a key.
 * One thing is done at a time.
 */
const MODES: Readonly<Record<string, readonly string[]>> = {
  "": ["key", "subject", "registrar-key", "genesis"],
  jwk: ["key"],
  request: ["key", "subject", "genesis"],
  open: [],
  endorse: ["registrar-key", "subject", "key", "genesis"],
  enrol: ["genesis"],
  revoke: ["key", "registrar-key", "compromised-since", "genesis"],
};

/** @throws UsageError if the options ask for several things, or one has no meaning for what they ask for */
function requireOneMode(values: Values<typeof OPTIONS>): void {
  const given = Object.entries(values)
    .filter(([name, value]) => !Object.hasOwn(LEDGER_OPTIONS, name) && value !== undefined && value !== false)
    .map(([name]) => name);
  const [mode = "", ...others] = given.filter((name) => Object.hasOwn(MODES, name));
  const odd = others[0] ?? given.find((name) => name !== mode && !MODES[mode]?.includes(name));
  if (odd === undefined) return;
  if (mode !== "") throw new UsageError(`--${mode} and --${odd} do not go together.`);
  const modes = Object.keys(MODES).filter((name) => MODES[name]?.includes(odd));
  throw new UsageError(`--${odd} goes with ${modes.map((name) => `--${name}`).join(" or ")}.`);
}

/** @returns what to print on standard output */
async function act(values: Values<typeof OPTIONS>, io: Io): Promise<string> {
  const {
    url,
    key: file,
    subject,
    request,
    jwk,
    open,
    endorse,
    enrol: endorsed,
    "registrar-key": registrarFile,
  } = values;
  const { stderr: output } = io;
  const genesis = genesisGiven(values.genesis);
  const registrar =
    registrarFile === undefined ? undefined : await authorKeyIn(registrarFile, output, REGISTRAR_ADVICE);
  if (open !== undefined) return openRequest(open, output);
  if (endorse !== undefined) {
    if (!registrar || subject === undefined || file === undefined) throw new UsageError(NEEDS);
    return endorseRequest(endorse, { registrar, subject, thumbprint: file, genesis }, output);
  }
  const tokenFile = values["token-file"];
  const token = tokenSource(tokenFile, url, io.env, SCOPE);
  const client = openClient(values, io, token);
  if (endorsed !== undefined) {
    return sendRequest(client, { file: endorsed, url }, await foundedLedger(client, genesis), output);
  }
  if (file === undefined) throw new UsageError("--key is required.");
  if (jwk) return JSON.stringify((await openAuthorKey(file, output)).publicKey);
  const acting = { client, url, file, genesis, registrar, output };
  if (values.revoke) return revoke({ ...acting, since: values["compromised-since"] });
  return enrol({ ...acting, subject, request, token, tokenName: tokenFile ?? "LEDGER_TOKEN" });
}

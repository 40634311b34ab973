import { existsSync } from "node:fs";
import type { ParseArgsOptionsConfig } from "node:util";
import { THUMBPRINT } from "../../chain/format.ts";
import { subjectFault } from "../../chain/record-text.ts";
import type { LedgerClient } from "../../client/client.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";
import { enrolment } from "../../client/signing/enrolment.ts";
import { endorseRequest, enrolmentOf, sendEnrolment, sendRequest } from "../author-key/enrolling.ts";
import { foundedLedger } from "../author-key/founded-ledger.ts";
import { saveRequest } from "../author-key/request-file.ts";
import { revoke } from "../author-key/revoking.ts";
import { command, EXIT, UsageError, type Values } from "../command.ts";
import { type Io, type Output, print } from "../io.ts";
import { authorKeyIn, openAuthorKey } from "../keys/author-key-file.ts";
import { tokenSource } from "../keys/token-source.ts";
import { subjectOf } from "../keys/token-subject.ts";
import { LEDGER_OPTIONS, openClient, TOKEN_USAGE, URL_USAGE } from "../open-client.ts";

const USAGE = `npm run author-key -- --key FILE [options]                     enrol a key, which is made if FILE does not exist
npm run author-key -- --key FILE --jwk                         make a key, and print its public half
npm run author-key -- --key FILE --revoke [options]            revoke a key
npm run author-key -- --key FILE --request REQUEST [options]   three steps, where the registrar is somebody else:
npm run author-key -- --endorse REQUEST --registrar-key FILE   the author asks, the registrar endorses,
npm run author-key -- --enrol REQUEST [options]                and either of them enrols the key
  --key FILE             the author's private key; an existing one is used and never overwritten. With --revoke also
                         the thumbprint of a key that is lost
  --subject NAME         whose key it is (the token's sub); for somebody else's the token needs key:enrol-others
  --registrar-key FILE   the private key of the registrar that the ledger's founding names, to endorse with
  --jwk                  print the public key as JSON, for "registrar" in PUT /ledgers/<name>, and enrol nothing
  --revoke               from now on the key signs nothing; what it signed before stays valid
  --compromised-since N  with --revoke: somebody else may have had the key since block N, so what it signed from there on
                         is disputed. Needs the key itself or --registrar-key
  --url URL              ${URL_USAGE}
  --token-file FILE      ${TOKEN_USAGE}

It prints the key's thumbprint. Keep the file safe: whoever loses it can sign no more, and whoever copies it can sign in your name.`;

const OPTIONS = {
  ...LEDGER_OPTIONS,
  key: { type: "string" },
  subject: { type: "string" },
  "registrar-key": { type: "string" },
  jwk: { type: "boolean", default: false },
  request: { type: "string" },
  endorse: { type: "string" },
  enrol: { type: "string" },
  revoke: { type: "boolean", default: false },
  "compromised-since": { type: "string" },
} as const satisfies ParseArgsOptionsConfig;

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
  "": ["key", "subject", "registrar-key"],
  jwk: ["key"],
  request: ["key", "subject"],
  endorse: ["registrar-key"],
  enrol: [],
  revoke: ["key", "registrar-key", "compromised-since"],
};

/** @throws UsageError if the options ask for several things, or one has no meaning for what they ask for */
function requireOneMode(values: Values<typeof OPTIONS>): void {
  const given = Object.entries(values)
    .filter(([name, value]) => !Object.hasOwn(LEDGER_OPTIONS, name) && value !== undefined && value !== false)
    .map(([name]) => name);
  const [mode = "", ...others] = given.filter((name) => Object.hasOwn(MODES, name));
  const odd = others[0] ?? given.find((name) => name !== mode && !MODES[mode]?.includes(name));
  if (odd === undefined) return;
  throw new UsageError(
    mode === "" ? `--${odd} goes with another option.` : `--${mode} and --${odd} do not go together.`,
  );
}

/** @returns what to print on standard output */
async function act(values: Values<typeof OPTIONS>, io: Io): Promise<string> {
  const { endorse, enrol, "registrar-key": registrarFile } = values;
  const registrar = registrarFile === undefined ? undefined : await authorKeyIn(registrarFile);
  if (endorse !== undefined) {
    if (!registrar) throw new UsageError("--endorse needs --registrar-key.");
    return endorseRequest(endorse, registrar, io.stderr);
  }
  const token = tokenSource(values["token-file"], values.url, io.env, SCOPE);
  const client = openClient(values, io, token);
  if (enrol !== undefined) return sendRequest(client, enrol, await foundedLedger(client), io.stderr);
  const { key: file } = values;
  if (file === undefined) throw new UsageError("--key is required.");
  const acting = { client, file, registrar, output: io.stderr };
  return values.revoke ? revokeIn(acting, values["compromised-since"]) : enrolIn(acting, values, token);
}

/** What is done with a key file. */
interface Acting {
  readonly client: LedgerClient;
  readonly file: string;
  readonly registrar: AuthorKey | undefined;
  readonly output: Output;
}

async function revokeIn({ client, file, registrar, output }: Acting, text: string | undefined): Promise<string> {
  const since = text === undefined ? undefined : Number(text);
  if (text !== undefined && !/^[1-9]\d{0,14}$/.test(text)) {
    throw new UsageError("--compromised-since must be the index of a block.");
  }
  const isLost = THUMBPRINT.test(file) && !existsSync(file);
  if (isLost && since !== undefined && !registrar) {
    throw new UsageError("--compromised-since needs the key itself, or --registrar-key.");
  }
  const key = isLost ? undefined : await authorKeyIn(file);
  const thumbprint = key?.thumbprint ?? file;
  await revoke(client, { thumbprint, key, registrar, since }, await foundedLedger(client), output);
  return thumbprint;
}

async function enrolIn(
  { client, file, registrar, output }: Acting,
  { jwk, request, subject }: Values<typeof OPTIONS>,
  token: () => Promise<string>,
): Promise<string> {
  const isNew = !existsSync(file);
  const key = await openAuthorKey(file);
  if (isNew) print(output, `Made a key, in ${file}.`);
  if (jwk) return JSON.stringify(key.publicKey);
  const name = subject ?? subjectOf(await token());
  if (name === undefined) throw new UsageError("The token names no subject: give --subject.");
  const fault = subjectFault(name);
  if (fault !== undefined) throw new UsageError(`--subject ${fault}.`);
  const founded = await foundedLedger(client);
  if (request === undefined) {
    await sendEnrolment(client, await enrolmentOf(key, name, founded, registrar), output);
    return key.thumbprint;
  }
  const body = await enrolment(key, name, founded.ledger);
  await saveRequest(request, { ledger: founded.ledger, body });
  print(output, `Saved the request in ${request}. It holds the name of the key's subject.`);
  return key.thumbprint;
}

import { existsSync } from "node:fs";
import { Malformed } from "../../chain/text/malformed.ts";
import { subjectFault } from "../../chain/records/record-text.ts";
import type { LedgerClient } from "../../client/client.ts";
import { enrolKey } from "../../client/routes/keys.ts";
import { printable } from "../../chain/text/printable.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";
import { type EnrolmentBody, enrolment, openEnrolment } from "../../client/signing/enrolment.ts";
import { endorse } from "../../client/signing/sign-entry.ts";
import { UsageError } from "../command.ts";
import { type Output, print } from "../io.ts";
import { openAuthorKey } from "../keys/author-key-file.ts";
import { adviceOnKey } from "../keys/key-advice.ts";
import { subjectOf } from "../keys/token-subject.ts";
import { foundedLedger } from "./founded-ledger.ts";
import { requireEndorser } from "./registrar.ts";
import { saveRequest } from "./request-file.ts";

/** A key that is to be enrolled. */
export interface Enrolling {
  readonly client: LedgerClient;
  readonly url: string | undefined;
  /** The file with the key, which is made if it does not exist. */
  readonly file: string;
  /** Whose key it is; that of the token if `undefined`. */
  readonly subject: string | undefined;
  readonly token: () => Promise<string>;
  /** What messages call the token. */
  readonly tokenName: string;
  /** The hash of genesis that the ledger must have, if it is known. */
  readonly genesis: string | undefined;
  /** The file to write a request to, instead of enrolling the key. */
  readonly request: string | undefined;
  readonly registrar: AuthorKey | undefined;
  readonly output: Output;
}

/**
 * Enrols a key, or writes a request for its endorsement. It makes the key once everything that can be checked without it
 * is right.
 *
 * @returns the key's thumbprint
 * @throws Error if the ledger is another one or demands another endorsement, or the token names nobody
 */
export async function enrol(enrolling: Enrolling): Promise<string> {
  const { client, url, file, genesis, request, registrar, output } = enrolling;
  const name = await subjectFor(enrolling);
  const { ledger, registrars } = await foundedLedger(client, genesis);
  if (request === undefined) requireEndorser(registrar, registrars);
  else if (existsSync(request)) throw new Error(`${request} exists already, and is not overwritten.`);
  const isNew = !existsSync(file);
  const key = await openAuthorKey(file, output);
  if (isNew) print(output, `Made a key, in ${file}.`);
  const body = await enrolment(key, name, ledger);
  if (request === undefined) {
    try {
      await sendEnrolment(client, name, registrar ? await endorsed(body, registrar, ledger) : body, output);
    } catch (error) {
      if (isNew) print(output, `Keep ${file}, and give it again: another try needs no other key.`);
      throw adviceOnKey(error, { file, thumbprint: key.thumbprint, url });
    }
  } else {
    await saveRequest(request, { ledger, body });
    print(output, `Saved the request in ${request}. It holds the name of the key's subject.`);
  }
  if (genesis === undefined) {
    print(
      output,
      `The hash of the ledger's genesis is ${ledger}. Save it: --genesis holds what is signed to this ledger.`,
    );
  }
  return key.thumbprint;
}

/** Whose key is to be enrolled. */
async function subjectFor({ subject, token, tokenName }: Enrolling): Promise<string> {
  // A token that cannot be had is found out before a key is made.
  const text = await token();
  const name = subject ?? subjectIn(text, tokenName);
  const fault = subjectFault(name);
  if (fault !== undefined) throw new UsageError(`--subject ${fault}.`);
  return name;
}

function subjectIn(token: string, tokenName: string): string {
  try {
    const name = subjectOf(token);
    if (name !== undefined) return name;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Error(`${tokenName} does not hold a token: ${error.message}.`, { cause: error });
  }
  throw new UsageError("The token names no subject: give --subject.");
}

async function endorsed(body: EnrolmentBody, registrar: AuthorKey, ledger: string): Promise<EnrolmentBody> {
  const { entry } = await openEnrolment(body, ledger);
  return { ...body, endorsement: await endorse(entry, registrar, ledger) };
}

/** Enrols a key, and says for whom, and where its entry is. */
export async function sendEnrolment(
  client: LedgerClient,
  subject: string,
  body: EnrolmentBody,
  output: Output,
): Promise<void> {
  const answer = await enrolKey(client, body);
  if (!("key" in answer)) {
    print(output, "Accepted. The key is enrolled once its entry is mined: run the same command again to see that.");
    return;
  }
  const { enrolled, endorsed: isEndorsed } = answer.key;
  const names = isEndorsed ? "the registrar vouches for the name" : "only the operator vouches for the name";
  const what = `${printable(answer.message)} for ${printable(subject)}`;
  print(output, `${what}: entry ${enrolled.entry}, in block ${enrolled.block}; ${names}.`);
}

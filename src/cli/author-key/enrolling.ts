import { printable } from "../../client/printable.ts";
import type { LedgerClient } from "../../client/client.ts";
import { enrolKey } from "../../client/keys.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";
import { type EnrolmentBody, enrolment, openEnrolment } from "../../client/signing/enrolment.ts";
import { endorse } from "../../client/signing/sign-entry.ts";
import { type Output, print } from "../io.ts";
import type { FoundedLedger } from "./founded-ledger.ts";
import { replaceRequest, requestIn } from "./request-file.ts";

const NEEDS_ENDORSEMENT =
  "This ledger has a registrar, whose endorsement the key needs. Give --registrar-key if you are the registrar. " +
  "Otherwise write a request with --request FILE, let the registrar endorse it, and send it with --enrol FILE.";

/**
 * Makes the enrolment of a key, endorsed if the registrar's key is at hand.
 *
 * @param subject whose key it is
 * @throws Error if the ledger demands another endorsement, or none
 */
export async function enrolmentOf(
  key: AuthorKey,
  subject: string,
  { ledger, registrars }: FoundedLedger,
  registrar: AuthorKey | undefined,
): Promise<EnrolmentBody> {
  if (registrar) requireRegistrar(registrar, registrars);
  else if (registrars.length > 0) throw new Error(NEEDS_ENDORSEMENT);
  const body = await enrolment(key, subject, ledger);
  if (!registrar) return body;
  const { entry } = await openEnrolment(body, ledger);
  return { ...body, endorsement: await endorse(entry, registrar, ledger) };
}

/** @throws Error if the key is not one whose endorsement counts on the ledger */
export function requireRegistrar({ thumbprint }: AuthorKey, registrars: readonly string[]): void {
  if (registrars.length === 0) throw new Error("This ledger has no registrar: leave out --registrar-key.");
  if (registrars.includes(thumbprint)) return;
  throw new Error("--registrar-key is neither the key of this ledger's registrar nor that of the successor.");
}

/**
 * Endorses the request in a file, and says whose key it is for, which the registrar answers for.
 *
 * @returns the thumbprint of the key
 * @throws UnusableFile if it is no request, or not signed by its key
 */
export async function endorseRequest(file: string, registrar: AuthorKey, output: Output): Promise<string> {
  const { ledger, body, opened } = await requestIn(file);
  const { subject, thumbprint, entry } = opened;
  await replaceRequest(file, { ledger, body: { ...body, endorsement: await endorse(entry, registrar, ledger) } });
  print(output, `Endorsed as the key of ${printable(subject)}, for the ledger whose genesis has the hash ${ledger}.`);
  return thumbprint;
}

/**
 * Sends the request in a file.
 *
 * @returns the thumbprint of the key
 * @throws Error if it is for another ledger
 */
export async function sendRequest(
  client: LedgerClient,
  file: string,
  { ledger, registrars }: FoundedLedger,
  output: Output,
): Promise<string> {
  const request = await requestIn(file);
  if (request.ledger !== ledger) throw new Error(`${file} is for another ledger, with another genesis.`);
  if (registrars.length > 0 && request.body.endorsement === undefined) {
    throw new Error(`${file} lacks the registrar's endorsement, which --endorse adds.`);
  }
  await sendEnrolment(client, request.body, output);
  return request.opened.thumbprint;
}

/** Enrols a key, and says where its entry is. */
export async function sendEnrolment(client: LedgerClient, body: EnrolmentBody, output: Output): Promise<void> {
  const answer = await enrolKey(client, body);
  if (!("key" in answer)) {
    print(output, "Accepted. The key is enrolled once its entry is mined: run the same command again to see that.");
    return;
  }
  const { enrolled, endorsed } = answer.key;
  const names = endorsed ? "the registrar vouches for the name" : "only the operator vouches for the name";
  print(output, `Enrolled by entry ${enrolled.entry}, in block ${enrolled.block}; ${names}.`);
}

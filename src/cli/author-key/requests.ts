import { signedText, verifySignature } from "../../chain/sealed/entry-signature.ts";
import type { LedgerClient } from "../../client/client.ts";
import { printable } from "../../chain/text/printable.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";
import { endorse } from "../../client/signing/sign-entry.ts";
import { type Output, print } from "../io.ts";
import { adviceOnKey } from "../keys/key-advice.ts";
import { sendEnrolment } from "./enrolling.ts";
import type { FoundedLedger } from "./founded-ledger.ts";
import { type EnrolmentRequest, replaceRequest, requestIn } from "./request-file.ts";

/**
 * Says whose key a request is for, which the registrar asks the author about before endorsing it.
 *
 * @returns the thumbprint of the key
 * @throws UnusableFile if it is no request, or not signed by its key
 */
export async function openRequest(file: string, output: Output): Promise<string> {
  const { ledger, body, opened } = await requestIn(file);
  const state = body.endorsement === undefined ? "Nobody has endorsed it yet." : "It has an endorsement.";
  print(output, `A request to enrol the key of ${printable(opened.subject)}, ${forLedger(ledger)}. ${state}`);
  return opened.thumbprint;
}

/** What a registrar endorses, as the registrar knows it from the author. */
export interface Endorsing {
  readonly registrar: AuthorKey;
  readonly subject: string;
  readonly thumbprint: string;
  /** The hash of the ledger's genesis, if the registrar knows it. */
  readonly genesis: string | undefined;
}

/**
 * Endorses the request in a file, and says whose key endorsed. The file may have been replaced since the registrar looked
 * at it, so it must say what the registrar says.
 *
 * @returns the thumbprint of the key
 * @throws UnusableFile if it is no request, or not signed by its key
 * @throws Error if it is for somebody else, another key or another ledger
 */
export async function endorseRequest(
  file: string,
  { registrar, ...expected }: Endorsing,
  output: Output,
): Promise<string> {
  const { ledger, body, opened } = await requestIn(file);
  const { subject, thumbprint, entry } = opened;
  const other =
    subject !== expected.subject
      ? `somebody else, ${printable(subject)}`
      : thumbprint !== expected.thumbprint
        ? `another key, ${thumbprint}`
        : ledger !== (expected.genesis ?? ledger)
          ? `another ledger, whose genesis has the hash ${ledger}`
          : undefined;
  if (other !== undefined) throw new Error(`${file} is for ${other}. Nothing was endorsed.`);
  await replaceRequest(file, { ledger, body: { ...body, endorsement: await endorse(entry, registrar, ledger) } });
  print(output, `Endorsed as the key of ${printable(subject)}, ${forLedger(ledger)}.`);
  print(output, `Endorsed with the key ${registrar.thumbprint}, which must be that of this ledger's registrar.`);
  return thumbprint;
}

/**
 * Sends the request in a file.
 *
 * @param url the ledger's address, for messages
 * @returns the thumbprint of the key
 * @throws Error if it is for another ledger, or lacks the endorsement of the ledger's registrar
 */
export async function sendRequest(
  client: LedgerClient,
  { file, url }: { readonly file: string; readonly url: string | undefined },
  founded: FoundedLedger,
  output: Output,
): Promise<string> {
  const request = await requestIn(file);
  await requireSendable(file, request, founded);
  const { thumbprint, subject } = request.opened;
  try {
    await sendEnrolment(client, subject, request.body, output);
  } catch (error) {
    throw adviceOnKey(error, { file, thumbprint, url });
  }
  return thumbprint;
}

async function requireSendable(
  file: string,
  { ledger, body, opened }: Awaited<ReturnType<typeof requestIn>>,
  founded: FoundedLedger,
): Promise<void> {
  const { registrars } = founded;
  if (ledger !== founded.ledger) throw new Error(`${file} is for another ledger, with another genesis.`);
  const { endorsement }: EnrolmentRequest["body"] = body;
  if (registrars.length === 0) {
    if (endorsement === undefined) return;
    throw new Error(`${file} has an endorsement, but this ledger has no registrar: write the request again.`);
  }
  if (endorsement === undefined) throw new Error(`${file} lacks the registrar's endorsement, which --endorse adds.`);
  const text = signedText(opened.entry, ledger, "endorsement");
  const verified = await Promise.all(registrars.map((key) => verifySignature(endorsement, text, key)));
  if (verified.includes(true)) return;
  throw new Error(
    `The endorsement in ${file} is neither by this ledger's registrar nor by the successor. Let the registrar endorse it again.`,
  );
}

function forLedger(ledger: string): string {
  return `for the ledger whose genesis has the hash ${ledger}`;
}

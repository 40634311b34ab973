import { existsSync } from "node:fs";
import { THUMBPRINT } from "../../chain/format.ts";
import { type LedgerClient, Refusal } from "../../client/client.ts";
import { revokeKey } from "../../client/routes/keys.ts";
import { printable } from "../../chain/text/printable.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";
import { revocation } from "../../client/signing/enrolment.ts";
import { UsageError } from "../command.ts";
import { type Output, print } from "../io.ts";
import { authorKeyIn } from "../keys/author-key-file.ts";
import { adviceOnKey } from "../keys/key-advice.ts";
import { foundedLedger } from "./founded-ledger.ts";
import { requireRegistrar } from "./registrar.ts";

/** A key that is to be revoked. */
export interface Revoking {
  readonly client: LedgerClient;
  readonly url: string | undefined;
  /** The file with the key, or the thumbprint of one that is lost. */
  readonly file: string;
  /** The index of the block since which its signatures are disputed, as it was given. */
  readonly since: string | undefined;
  /** The hash of genesis that the ledger must have, if it is known. */
  readonly genesis: string | undefined;
  readonly registrar: AuthorKey | undefined;
  readonly output: Output;
}

/**
 * Revokes a key, and says where the revocation is.
 *
 * @returns the key's thumbprint
 * @throws Error if there is no such key, or the registrar's key is not that of the ledger
 */
export async function revoke(revoking: Revoking): Promise<string> {
  const { client, url, file, genesis, registrar, output } = revoking;
  const since = sinceOf(revoking.since);
  const isThumbprint = !existsSync(file);
  if (isThumbprint && !THUMBPRINT.test(file)) {
    throw new Error(`${file} is neither a file nor a thumbprint of 43 characters.`);
  }
  if (isThumbprint && since !== undefined && !registrar) {
    throw new UsageError("--compromised-since needs the key itself, or --registrar-key.");
  }
  const key = isThumbprint ? undefined : await authorKeyIn(file, output);
  const thumbprint = key?.thumbprint ?? file;
  const signer = registrar ?? key;
  // Nothing is signed without a key, so that a token with key:revoke is enough.
  const founded = signer || genesis !== undefined ? await foundedLedger(client, genesis) : undefined;
  if (registrar && founded) requireRegistrar(registrar, founded.registrars);
  const body = await revocation(thumbprint, {
    ledger: founded?.ledger ?? "",
    ...(since === undefined ? {} : { compromised_since: since }),
    // The registrar's word is enough, and counts also for a key that was revoked before.
    ...(registrar ? { registrar } : key ? { key } : {}),
  });
  try {
    await send(client, thumbprint, body, output);
  } catch (error) {
    if (error instanceof Refusal && error.problem === "key-revoked") {
      throw new Error(`The key was revoked before. ${tooLate(founded?.registrars.length ?? 0)}`, { cause: error });
    }
    throw adviceOnKey(error, { file: isThumbprint ? undefined : file, thumbprint, url });
  }
  if (since === undefined && founded?.registrars.length === 0) {
    print(output, `What it signed is not disputed. ${tooLate(0)}`);
  }
  return thumbprint;
}

async function send(
  client: LedgerClient,
  thumbprint: string,
  body: Awaited<ReturnType<typeof revocation>>,
  output: Output,
): Promise<void> {
  const answer = await revokeKey(client, thumbprint, body);
  if (!("key" in answer)) {
    print(output, "Accepted. The key is revoked once the entry is mined: run the same command again to see that.");
    return;
  }
  const { revoked, compromised_since: disputed } = answer.key;
  const dispute = disputed === undefined ? "" : `, its signatures disputed since block ${disputed}`;
  print(output, `${printable(answer.message)}: entry ${revoked?.entry}, in block ${revoked?.block}${dispute}.`);
}

/** Who can still say since when a revoked key was compromised. */
function tooLate(registrars: number): string {
  return registrars > 0
    ? "Only the registrar can still say since when it was compromised: give --registrar-key."
    : "Nobody can say any more since when it was compromised, since this ledger has no registrar.";
}

/** @throws UsageError if the text is not the index of a block */
function sinceOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UsageError("--compromised-since must be the index of a block.");
  return Number(text);
}

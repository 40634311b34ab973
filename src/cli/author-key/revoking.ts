import type { LedgerClient } from "../../client/client.ts";
import { revokeKey } from "../../client/keys.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";
import { revocation } from "../../client/signing/enrolment.ts";
import { type Output, print } from "../io.ts";
import { requireRegistrar } from "./enrolling.ts";
import type { FoundedLedger } from "./founded-ledger.ts";

/** A key that is to be revoked. */
interface Revoking {
  readonly thumbprint: string;
  /** The key itself, if it is at hand. */
  readonly key: AuthorKey | undefined;
  readonly registrar: AuthorKey | undefined;
  /** The index of the block since which its signatures are disputed. */
  readonly since: number | undefined;
}

/**
 * Revokes a key, and says where the revocation is.
 *
 * @throws Error if the registrar's key is not that of the ledger
 */
export async function revoke(
  client: LedgerClient,
  { thumbprint, key, registrar, since }: Revoking,
  { ledger, registrars }: FoundedLedger,
  output: Output,
): Promise<void> {
  if (registrar) requireRegistrar(registrar, registrars);
  const body = await revocation(thumbprint, {
    ledger,
    ...(since === undefined ? {} : { compromised_since: since }),
    // The registrar's word is enough, and counts also for a key that was revoked before.
    ...(registrar ? { registrar } : key ? { key } : {}),
  });
  const answer = await revokeKey(client, thumbprint, body);
  if (!("key" in answer)) {
    print(output, "Accepted. The key is revoked once the entry is mined: run the same command again to see that.");
    return;
  }
  const { revoked, compromised_since: disputed } = answer.key;
  const dispute = disputed === undefined ? "" : `, its signatures disputed since block ${disputed}`;
  print(output, `Revoked by entry ${revoked?.entry}, in block ${revoked?.block}${dispute}.`);
}

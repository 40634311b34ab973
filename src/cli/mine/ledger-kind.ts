import { isSealed } from "../../chain/kind.ts";
import { type LedgerClient, Refusal, Unreachable } from "../../client/client.ts";

/** The status of a response to a request that the ledger does not understand. */
const BAD_REQUEST = 400;

/**
 * Explains why a ledger refused to give work, if the request was one for the other kind of ledger. The kind is read from
 * genesis, and only then.
 *
 * @param error why the request failed
 * @param isForSealed whether the request was for a sealed ledger
 * @param advice what to do on the other kind of ledger
 * @returns the advice, or `error` if the ledger is of the right kind, or does not say
 */
export async function adviceFor(
  error: unknown,
  client: LedgerClient,
  isForSealed: boolean,
  advice: Error,
): Promise<unknown> {
  if (!(error instanceof Refusal && error.status === BAD_REQUEST)) return error;
  try {
    return isSealed(await client.block(1)) === isForSealed ? error : advice;
  } catch (fault) {
    if (fault instanceof Refusal || fault instanceof Unreachable) return error;
    throw fault;
  }
}

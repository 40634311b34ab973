import { isSealed } from "../../chain/kind.ts";
import { type LedgerClient, Refusal, Unreachable } from "../../client/client.ts";

/**
 * The statuses of responses to a request for the other kind of ledger: the record is missing or too much, or, from
 * ledgers that know only one kind, the body is missing.
 */
const WRONG_REQUEST: readonly number[] = [400, 415];

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
  if (!(error instanceof Refusal && WRONG_REQUEST.includes(error.status))) return error;
  try {
    return isSealed(await client.block(1)) === isForSealed ? error : advice;
  } catch (fault) {
    if (fault instanceof Refusal || fault instanceof Unreachable) return error;
    throw fault;
  }
}

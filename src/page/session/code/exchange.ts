import { type ExchangedCode, exchangeCode } from "../../../client/routes/classes.ts";
import { LedgerClient, NotALedger } from "../../../client/client.ts";
import { readToken, type Session } from "../token.ts";
import { device } from "./device.ts";

/** How long the server may take to answer, in milliseconds. */
const PATIENCE = 20_000;

/** What a code was exchanged for. */
export interface Entry {
  readonly session: Session;
  readonly place: ExchangedCode;
}

/**
 * Exchanges a code for a token. It is safe to repeat on this device.
 *
 * @throws Refusal if the code is not accepted
 * @throws Unreachable if there is no answer, or if too many codes were tried
 */
export async function exchange(code: string): Promise<Entry> {
  const options = { url: location.origin, retries: 0, patience: PATIENCE };
  const place = await exchangeCode(new LedgerClient(options), { code, device: device() });
  const session = readToken(place.token);
  if (!session) throw new NotALedger("it sends no token for the code");
  return { session, place };
}

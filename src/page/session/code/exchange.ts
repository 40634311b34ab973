import { answerOf, errorIn, unreachable } from "../../../client/answers.ts";
import { NotALedger } from "../../../client/client.ts";
import { JSON_TYPE } from "../../../contract/content.ts";
import type { ExchangedCode } from "../../../contract/schemas/class.ts";
import { readToken, type Session } from "../token.ts";
import { device } from "./device.ts";

/** How long the server may take to answer, in milliseconds. */
const PATIENCE = 20_000;

/** What a code was exchanged for. */
export interface Entry {
  readonly code: string;
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
  const response = await fetch("/codes", {
    method: "POST",
    headers: { "Content-Type": JSON_TYPE },
    body: JSON.stringify({ code, device: device() }),
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(unreachable);
  if (!response.ok) throw await errorIn(response, PATIENCE);
  const place = (await answerOf(response)) as ExchangedCode;
  const session = readToken(place.token);
  if (!session) throw new NotALedger("it sends no token for the code");
  return { code, session, place };
}

/** Signing in with a code. */
import { computed, signal } from "@preact/signals";
import { Refusal, Unreachable } from "../../../client/transport/errors.ts";
import { hasCryptography } from "../../cryptography.ts";
import { setPlace } from "../../class/place.ts";
import { enter } from "../opening.ts";
import { holder } from "../session.ts";
import { exchange } from "./exchange.ts";
import { classStrings } from "../../texts/class.ts";

/** The state of the exchange of a code. */
export type Exchange =
  | { readonly at: "idle" }
  | { readonly at: "running" }
  /** Why the code does not sign in, and what to do, in words. */
  | { readonly at: "refused"; readonly reason: string }
  /** Too many codes were tried: until when to wait, in milliseconds since 1970. */
  | { readonly at: "waiting"; readonly until: number }
  | { readonly at: "unreachable"; readonly again: () => void };

export const exchanging = signal<Exchange>({ at: "idle" });

/** Why the last code did not sign in, in words. */
export const codeFault = computed(() => wordsOf(exchanging.value));

/** How long to wait if the server does not say, in seconds. */
const WAIT = 60;

/**
 * Exchanges a code, and signs in with the token, unless another code was entered meanwhile, or somebody signed in or out.
 *
 * @param code as `readCode` writes it
 * @param isFirst as for {@link enter}
 */
export async function enterCode(code: string, isFirst: boolean): Promise<void> {
  if (!hasCryptography) {
    exchanging.value = { at: "refused", reason: classStrings.code.insecure };
    return;
  }
  const running: Exchange = { at: "running" };
  const before = holder.peek();
  const isOvertaken = () => exchanging.peek() !== running || holder.peek() !== before;
  exchanging.value = running;
  try {
    const { session, place } = await exchange(code);
    if (isOvertaken()) return;
    setPlace(place);
    enter(session, isFirst, { code });
  } catch (error) {
    if (!isOvertaken()) exchanging.value = stateAfter(error, () => void enterCode(code, isFirst));
  } finally {
    if (exchanging.peek() === running) exchanging.value = { at: "idle" };
  }
}

function stateAfter(error: unknown, again: () => void): Exchange {
  if (error instanceof Refusal) {
    const { noClass } = classStrings.code;
    return { at: "refused", reason: error.problem === "code-refused" ? error.detail : noClass };
  }
  // An answer that is none of a ledger may fail anywhere, and must not leave the form waiting.
  if (!(error instanceof Unreachable && error.status === 429)) return { at: "unreachable", again };
  return { at: "waiting", until: Date.now() + (error.retryAfter ?? WAIT) * 1000 };
}

function wordsOf(state: Exchange): string | undefined {
  const text = classStrings.code;
  switch (state.at) {
    case "refused":
      return state.reason;
    case "waiting":
      return text.tooMany;
    case "unreachable":
      return text.unreachable;
    default:
      return undefined;
  }
}

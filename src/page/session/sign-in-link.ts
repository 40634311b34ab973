/** Links that sign in, such as `/#token=…` and `/#code=…`. */
import { effect, signal } from "@preact/signals";
import { readCode } from "../../class/codes.ts";
import { LedgerClient, Refusal } from "../../client/client.ts";
import { restoreFragment, route, signsIn } from "../address/route.ts";
import { codeFault, enterCode } from "./code/entering.ts";
import { keptCode } from "./code/kept-code.ts";
import { enter } from "./opening.ts";
import { ending, session, signIn } from "./session.ts";
import { isEquivalent, namedLedgers, readToken, type Session } from "./token.ts";
import { classStrings } from "../texts/class.ts";
import { strings } from "../texts/frame.ts";

/**
 * The result of opening a sign-in link while signed in: the link's session, its code, which is not exchanged before the
 * user agrees, or why it cannot sign in.
 */
export type Offer = { readonly session: Session } | { readonly code: string } | { readonly refusal: string };

/** What to ask or tell the signed-in user about a link that was opened. */
export const offer = signal<Offer | undefined>(undefined);

/** The session of the newest link, while it is tested. */
let considered: Session | undefined;

/**
 * Signs in with the token or the code in the address, if there is one, and removes it from the address at once. It never
 * replaces another user's session without asking.
 */
export function followLink(): void {
  const { hash } = location;
  if (!signsIn(hash)) return;
  considered = undefined;
  const isFirst = !restoreFragment();
  if (hash.startsWith("#code=")) followCode(hash.slice("#code=".length), isFirst);
  else followToken(readToken(hash), isFirst);
}

function followCode(written: string, isFirst: boolean): void {
  const code = readCode(decoded(written));
  const present = session.peek();
  if (code === undefined) {
    if (present) offer.value = { refusal: classStrings.code.badLink };
    else ending.value = classStrings.code.badLink;
  } else if (!present) {
    void enterCode(code, isFirst);
  } else if (code !== keptCode()) {
    // Its exchange would bind the code to this device, and it may be another student's.
    offer.value = { code };
  }
}

function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

function followToken(linked: Session | undefined, isFirst: boolean): void {
  const present = session.peek();
  if (!linked) {
    if (present) offer.value = { refusal: strings.signIn.badLink };
    else ending.value = strings.signIn.badLink;
  } else if (!present) {
    enter(linked, isFirst);
  } else if (linked.token !== present.token) {
    void consider(linked);
  }
}

// If the session ends before the user has chosen, sign in with the link.
effect(() => {
  if (session.value) return;
  const value = offer.peek();
  offer.value = undefined;
  if (value) void take(value);
});

/** Accepts or declines the offer. */
export function answer(isTaken: boolean): void {
  const { value } = offer;
  offer.value = undefined;
  if (isTaken && value) void take(value);
}

/** Signs in with what was offered. */
async function take(offered: Offer): Promise<void> {
  if ("session" in offered) return enter(offered.session, false);
  if ("refusal" in offered) return;
  await enterCode(offered.code, false);
  // Whoever is still signed in does not see the form that says so.
  if (session.peek() && codeFault.peek() !== undefined) offer.value = { refusal: codeFault.peek() ?? "" };
}

/**
 * Offers a token, or accepts it at once if it merely extends the same person's session. Tests it against the ledger
 * first: switching to a token that the ledger rejects would sign the user out.
 */
async function consider(linked: Session): Promise<void> {
  considered = linked;
  const name = namedLedgers(linked)[0] ?? route.peek().ledger;
  const client = new LedgerClient({
    url: `${location.origin}/ledgers/${name}`,
    token: () => Promise.resolve(linked.token),
    retries: 0,
  });
  const refusal = await client.get("").then(
    () => undefined,
    (error: unknown) => (error instanceof Refusal && error.status === 401 ? error.detail : undefined),
  );
  // Another link was opened meanwhile: its question must not change while the user reads it.
  if (considered !== linked) return;
  const present = session.peek();
  if (!present) enter(linked, false);
  else if (refusal !== undefined) offer.value = { refusal };
  else if (!isEquivalent(present, linked)) offer.value = { session: linked };
  else if (linked.expires > present.expires) signIn(linked);
}

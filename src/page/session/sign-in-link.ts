/** Links that sign in, such as `/#token=…`. */
import { effect, signal } from "@preact/signals";
import { LedgerClient, Refusal } from "../../client/client.ts";
import { linksToToken, linkTo, replaceFragment, restoreFragment, route } from "../address/route.ts";
import { ending, session, signIn } from "./session.ts";
import { strings } from "../strings.ts";
import { isEquivalent, namedLedgers, opens, readToken, type Session } from "./token.ts";

/** The result of opening a sign-in link while signed in: the link's session, or why it cannot sign in. */
export type Offer = { readonly session: Session } | { readonly refusal: string };

/** What to ask or tell the signed-in user about a link that was opened. */
export const offer = signal<Offer | undefined>(undefined);

/**
 * Signs in with the token in the address, if there is one, and removes it from the address at once. It never replaces
 * another user's session without asking.
 */
export function followLink(): void {
  if (!linksToToken(location.hash)) return;
  const linked = readToken(location.hash);
  const isFirst = !restoreFragment();
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
  if (value && "session" in value) enter(value.session, false);
});

/** Accepts or declines the offer. */
export function answer(isTaken: boolean): void {
  const { value } = offer;
  offer.value = undefined;
  if (isTaken && value && "session" in value) enter(value.session, false);
}

/** Signs in, and goes to a ledger that the token opens. */
function enter(next: Session, isFirst: boolean): void {
  signIn(next);
  const [first] = namedLedgers(next);
  if (first !== undefined && (isFirst || !opens(next, route.peek().ledger))) {
    replaceFragment(linkTo(next.scopes.has("class:teach") ? "board" : "blocks", undefined, first));
  }
}

/**
 * Offers a token, or accepts it at once if it merely extends the same person's session. Tests it against the ledger
 * first: switching to a token that the ledger rejects would sign the user out.
 */
async function consider(linked: Session): Promise<void> {
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
  const present = session.peek();
  if (!present) enter(linked, false);
  else if (refusal !== undefined) offer.value = { refusal };
  else if (!isEquivalent(present, linked)) offer.value = { session: linked };
  else if (linked.expires > present.expires) signIn(linked);
}

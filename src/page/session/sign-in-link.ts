/** Links that sign in, such as `/#token=…`. */
import { effect, signal } from "@preact/signals";
import { LedgerClient, Refusal } from "../../client/client.ts";
import { linksToToken, linkTo, replaceFragment, restoreFragment, route } from "../address/route.ts";
import { ending, session, signIn } from "./session.ts";
import { strings } from "../strings.ts";
import { isEquivalent, namedLedgers, opens, readToken, type Session } from "./token.ts";

/** What came of a link that was opened while somebody was signed in: its token, or why it does not sign in. */
export type Offer = { readonly session: Session } | { readonly refusal: string };

/** What the page asks, or tells, who is signed in and has opened another's link. */
export const offer = signal<Offer | undefined>(undefined);

/**
 * Takes the token from the address, which it leaves at once, if one stands there. It replaces nobody silently: while
 * somebody else is signed in, the page asks.
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

// Whose session ended meanwhile has nothing left to choose: the link signs in.
effect(() => {
  if (session.value) return;
  const value = offer.peek();
  offer.value = undefined;
  if (value && "session" in value) enter(value.session, false);
});

/** Takes or leaves what is offered. */
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
    replaceFragment(linkTo("blocks", undefined, first));
  }
}

/**
 * Offers a token, or takes it where it only lets the same person do the same for longer. Not before the ledger has seen
 * it: with one that it refuses, who is signed in would be signed out.
 */
async function consider(linked: Session): Promise<void> {
  const name = namedLedgers(linked)[0] ?? route.peek().ledger;
  const client = new LedgerClient(`${location.origin}/ledgers/${name}`, () => Promise.resolve(linked.token));
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

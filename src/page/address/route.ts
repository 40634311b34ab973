import { computed, signal } from "@preact/signals";
import { readRoute, START, type View } from "./address.ts";

/** The route's fragment. A link's token is none: it leaves the page where it is. */
const fragment = signal(linksToToken(location.hash) ? "" : location.hash);
addEventListener("hashchange", () => {
  if (!linksToToken(location.hash)) fragment.value = location.hash;
});

/** The present route. */
export const route = computed(() => readRoute(fragment.value));

/** The link to a view, of the present ledger if none is named. */
export function linkTo(view: View, place?: string | number, ledger = route.value.ledger): string {
  return `#/${ledger}/${view}${place === undefined ? "" : `/${place}`}`;
}

/** Goes to a view. */
export function goTo(view: View, place?: string | number, ledger?: string): void {
  location.hash = linkTo(view, place, ledger);
}

/** Whether a fragment is a link's that signs in. */
export function linksToToken(hash: string): boolean {
  return hash.startsWith("#token=");
}

/**
 * Puts the present route in place of a link's token.
 *
 * @returns whether the page showed a route before the link was opened
 */
export function restoreFragment(): boolean {
  const { value } = fragment;
  replaceFragment(value === "" ? linkTo(START.view) : value);
  return value !== "";
}

/** Puts another fragment in place of the present one, which no button of the browser leads back to. */
export function replaceFragment(hash: string): void {
  history.replaceState(null, "", hash);
  fragment.value = hash;
}

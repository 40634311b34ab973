import { computed, signal } from "@preact/signals";
import { readRoute, START, type View } from "./address.ts";

/** The route's fragment. A sign-in link's fragment is not a route: it leaves the page where it is. */
const fragment = signal(signsIn(location.hash) ? "" : location.hash);
addEventListener("hashchange", () => {
  if (!signsIn(location.hash)) fragment.value = location.hash;
});

/** The current route. */
export const route = computed(() => readRoute(fragment.value));

/** The link to a view, in the current ledger by default. */
export function linkTo(view: View, place?: string | number, ledger = route.value.ledger): string {
  return `#/${ledger}/${view}${place === undefined ? "" : `/${place}`}`;
}

/** Navigates to a view. */
export function goTo(view: View, place?: string | number, ledger?: string): void {
  location.hash = linkTo(view, place, ledger);
}

/** Whether a fragment is that of a sign-in link, with a token or with a student's code. */
export function signsIn(hash: string): boolean {
  return hash.startsWith("#token=") || hash.startsWith("#code=");
}

/**
 * Replaces a sign-in link's token or code in the address with the current route.
 *
 * @returns whether the page showed a route before the link was opened
 */
export function restoreFragment(): boolean {
  const { value } = fragment;
  replaceFragment(value === "" ? linkTo(START.view) : value);
  return value !== "";
}

/** Replaces the current fragment without leaving an entry in the browser's history. */
export function replaceFragment(hash: string): void {
  history.replaceState(null, "", hash);
  fragment.value = hash;
}

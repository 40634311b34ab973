import { computed, signal } from "@preact/signals";

/** The views, in the order in which they stand in the navigation. */
export const VIEWS = ["blocks", "mine", "lab", "verify"] as const;
export type View = (typeof VIEWS)[number];

/** What the page shows: it stands in the address's fragment, which is never sent to a server. */
export interface Route {
  readonly ledger: string;
  readonly view: View;
  /** What of the view: a block's index, or a step of the tour. */
  readonly place: string | undefined;
}

const START: Route = { ledger: "main", view: "blocks", place: undefined };

const fragment = signal(location.hash);
addEventListener("hashchange", () => (fragment.value = location.hash));

/** The present route; what the fragment leaves open is as at the start. */
export const route = computed((): Route => {
  const [, ledger = "", view, place] = /^#\/([a-z0-9-]{1,40})(?:\/(\w+))?(?:\/(\w+))?$/.exec(fragment.value) ?? [];
  if (!ledger) return START;
  return { ledger, view: VIEWS.find((name) => name === view) ?? START.view, place };
});

/** The link to a view, of the present ledger if none is named. */
export function linkTo(view: View, place?: string | number, ledger = route.value.ledger): string {
  return `#/${ledger}/${view}${place === undefined ? "" : `/${place}`}`;
}

/** Goes to a view. */
export function goTo(view: View, place?: string | number, ledger?: string): void {
  location.hash = linkTo(view, place, ledger);
}

/** Puts another fragment in place of the present one, which then stands nowhere, not even in the history. */
export function replaceFragment(hash: string): void {
  history.replaceState(null, "", hash);
  fragment.value = hash;
}

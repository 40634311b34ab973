import { THUMBPRINT } from "../../chain/format.ts";
import { LEDGER_NAME, MAIN } from "../../contract/ledger-name.ts";

/** The views, in the order of the navigation. */
export const VIEWS = ["blocks", "mine", "keys", "lab", "network", "verify", "board"] as const;
export type View = (typeof VIEWS)[number];

/** The number of steps in the lab's tour. Each step has its own address. */
export const TOUR_STEPS = 10;

/** Which part of an address is wrong: the ledger's name, the view, or the place within the view. */
export type RouteFault = "ledger" | "view" | "block" | "key" | "step" | "place";

/** What the page shows. The route is in the address's fragment, which browsers never send to a server. */
export interface Route {
  readonly ledger: string;
  readonly view: View;
  /** The place within the view: a block's index, or a step of the tour. */
  readonly place: number | undefined;
  /** The thumbprint of the key that the view of keys shows, if it shows one alone. */
  readonly thumbprint?: string;
  /** Why the address leads nowhere. The rest of the route is then valid and can be shown. */
  readonly fault?: RouteFault;
}

/** The route of an empty address. */
export const START: Route = { ledger: MAIN, view: "blocks", place: undefined };

/** Parses an address's fragment, such as `#/main/blocks/7`. Missing parts default to those of {@link START}. */
export function readRoute(fragment: string): Route {
  if (["", "#", "#/"].includes(fragment)) return START;
  const [start, ledger = "", view = START.view, place, ...rest] = fragment.replace(/\/$/, "").split("/");
  if (start !== "#" || !LEDGER_NAME.test(ledger)) return { ...START, fault: "ledger" };
  const known = VIEWS.find((name) => name === view);
  if (!known) return { ...START, ledger, fault: "view" };
  const route = { ledger, view: known, place: undefined };
  if (place === undefined) return route;
  const fault = rest.length > 0 ? "place" : placeFault(known, place);
  if (fault) return { ...route, fault };
  return known === "keys" ? { ...route, thumbprint: place } : { ...route, place: Number(place) };
}

function placeFault(view: View, place: string): RouteFault | undefined {
  const isCount = /^[1-9]\d*$/.test(place) && Number.isSafeInteger(Number(place));
  if (view === "keys") return THUMBPRINT.test(place) ? undefined : "key";
  if (view === "blocks") return isCount ? undefined : "block";
  if (view === "lab") return isCount && Number(place) <= TOUR_STEPS ? undefined : "step";
  return "place";
}

import { THUMBPRINT } from "../../chain/format.ts";
import { LEDGER_NAME, MAIN } from "../../contract/ledger-name.ts";

/** The views, in the order of the navigation. */
export const VIEWS = ["blocks", "mine", "keys", "lab", "network", "verify", "board"] as const;
export type View = (typeof VIEWS)[number];

/**
 * The steps of the lab's tour, in order. A step's number is its address; what is stored and reported about a step is its
 * name, which stays when steps are added or moved.
 */
export const TOUR = [
  "by-hand",
  "machine",
  "hash",
  "block",
  "chain",
  "edit",
  "relink",
  "cost",
  "loop",
  "target",
  "lottery",
  "coins",
  "checkpoint",
  "erasure",
  "signature",
] as const;
export type TourStep = (typeof TOUR)[number];

/** The sections of the view that mines, besides the form with which it opens. */
export const MINE_SECTIONS = ["mempool", "rewards"] as const;
export type MineSection = (typeof MINE_SECTIONS)[number];

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
  /** The section of the view that mines, if it is not the first. */
  readonly section?: MineSection;
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
  const section = known === "mine" ? sectionAt(place) : undefined;
  if (section) return { ...route, section };
  return known === "keys" ? { ...route, thumbprint: place } : { ...route, place: Number(place) };
}

function sectionAt(place: string): MineSection | undefined {
  return MINE_SECTIONS.find((name) => name === place);
}

function placeFault(view: View, place: string): RouteFault | undefined {
  const isCount = /^[1-9]\d*$/.test(place) && Number.isSafeInteger(Number(place));
  if (view === "keys") return THUMBPRINT.test(place) ? undefined : "key";
  if (view === "blocks") return isCount ? undefined : "block";
  if (view === "mine") return sectionAt(place) ? undefined : "place";
  if (view === "lab") return isCount && Number(place) <= TOUR.length ? undefined : "step";
  return "place";
}

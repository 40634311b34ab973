import { computed, signal } from "@preact/signals";
import { decodeJwt } from "jose/jwt/decode";
import { LedgerClient } from "../client/client.ts";
import { linkTo, replaceFragment, route } from "./route.ts";

/** Who uses the page, as far as their token tells; whether the token is good, only the ledger can say. */
export interface Session {
  readonly token: string;
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** Names, and starts of names with `*` behind them. */
  readonly ledgers: readonly string[];
  /** When the token ends, in milliseconds since 1970. */
  readonly expires: number;
}

/** Where the token is kept: it is gone with the tab. */
const STORE = "patient-ledger.token";

/** The longest that a timer can wait, in milliseconds. */
const TIMER_LIMIT = 2 ** 31 - 1;

export const session = signal<Session | undefined>(undefined);

/** Whether the token that was signed in with has ended. */
export const hasExpired = signal(false);

/** Its name alone: going from view to view makes no new client, which would open the chain anew. */
const ledger = computed(() => route.value.ledger);

/** The client of the present ledger, while somebody is signed in. */
export const client = computed(() => {
  const { value } = session;
  if (!value) return undefined;
  // main as well by its name: then every ledger's paths look alike.
  return new LedgerClient(`${location.origin}/ledgers/${ledger.value}`, () => Promise.resolve(value.token));
});

/** Whether the token allows something, such as `chain:mine`. */
export function allows(scope: string): boolean {
  return session.value?.scopes.has(scope) ?? false;
}

let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Signs in with a token.
 *
 * @returns whether the text is a token at all
 */
export function signIn(token: string): boolean {
  const read = readToken(token.trim());
  if (!read) return false;
  sessionStorage.setItem(STORE, read.token);
  clearTimeout(timer);
  const left = read.expires - Date.now();
  hasExpired.value = left <= 0;
  session.value = left > 0 ? read : undefined;
  if (left > 0) timer = setTimeout(expire, Math.min(left, TIMER_LIMIT));
  return true;
}

export function signOut(): void {
  clearTimeout(timer);
  sessionStorage.removeItem(STORE);
  session.value = undefined;
  hasExpired.value = false;
}

/** The token has ended, or the ledger says so. */
export function expire(): void {
  signOut();
  hasExpired.value = true;
}

/**
 * Takes the token from a link such as `/#token=…`, which then leaves the address bar and the history, or else from the
 * tab's own store.
 */
export function resume(): void {
  const token = /^#token=([\w.-]+)/.exec(location.hash)?.[1] ?? sessionStorage.getItem(STORE) ?? "";
  const isLink = location.hash.startsWith("#token=");
  if (token) signIn(token);
  if (isLink) replaceFragment(linkTo("blocks", undefined, openedLedgers()[0] ?? "main"));
}

/** The ledgers that the token opens by their full names. */
export function openedLedgers(): readonly string[] {
  return session.value?.ledgers.filter((name) => !name.endsWith("*")) ?? [];
}

function readToken(token: string): Session | undefined {
  try {
    const { sub, scope, ledgers, exp } = decodeJwt<{ scope?: unknown; ledgers?: unknown }>(token);
    return {
      token,
      subject: sub ?? "",
      scopes: new Set(typeof scope === "string" ? scope.split(" ") : []),
      ledgers: Array.isArray(ledgers) ? ledgers.filter((name) => typeof name === "string") : ["main"],
      expires: (exp ?? 0) * 1000,
    };
  } catch {
    return undefined;
  }
}

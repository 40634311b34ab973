import { batch, computed, signal } from "@preact/signals";
import { Refusal } from "../../client/client.ts";
import { TIMER_LIMIT } from "../../client/waiting.ts";
import type { Scope } from "../../contract/scopes.ts";
import { forgetDrafts } from "../drafts.ts";
import { route } from "../address/route.ts";
import { SessionClient } from "./session-client.ts";
import { strings } from "../strings.ts";
import { isSamePerson, readToken, type Session } from "./token.ts";

/** The token's key in `sessionStorage`, which the browser clears when the tab closes. */
const STORE = "patient-ledger.token";

/** How long after a token's expiry the ledger certainly rejects it, in milliseconds. */
const TOLERANCE = 10_000;

/** The signed-in user's session. */
export const session = signal<Session | undefined>(undefined);

/** Why the user has to sign in again, in words. */
export const ending = signal<string | undefined>(undefined);

/** The ledger's name only, so that changing the view does not create a new client, which would reopen the chain. */
const ledger = computed(() => route.value.ledger);

/** The address of the current ledger. `main` is addressed by its name too, so that all ledgers' paths look alike. */
export const address = computed(() => `${location.origin}/ledgers/${ledger.value}`);

/** The client of the current ledger, while a user is signed in. */
export const client = computed(() => {
  const { value } = session;
  if (!value) return undefined;
  return new SessionClient(address.value, value.token, (detail) => {
    // The answer may arrive after the token was replaced.
    if (session.peek()?.token === value.token) expire(detail);
  });
});

/** Whether the token has a scope, such as `chain:mine`. */
export function allows(scope: Scope): boolean {
  return session.value?.scopes.has(scope) ?? false;
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** The person whose drafts the forms hold. */
let person: Session | undefined;

/** Signs in. The ledger decides whether the token is valid when it receives the first request. */
export function signIn(next: Session): void {
  if (person && !isSamePerson(person, next)) forgetDrafts();
  person = next;
  sessionStorage.setItem(STORE, next.token);
  batch(() => {
    ending.value = undefined;
    session.value = next;
  });
  planCheck(next);
}

/** Signs in again after the page was reloaded in the same tab. */
export function resume(): void {
  const stored = readToken(sessionStorage.getItem(STORE) ?? "");
  if (stored) signIn(stored);
}

export function signOut(): void {
  end(undefined);
  forgetDrafts();
}

/**
 * Ends a session whose token the ledger no longer accepts, and asks the user to sign in again. Drafts are kept for the
 * same person.
 *
 * @param reason in words, for the user
 */
export function expire(reason: string): void {
  end(reason);
}

function end(reason: string | undefined): void {
  clearTimeout(timer);
  sessionStorage.removeItem(STORE);
  batch(() => {
    ending.value = reason;
    session.value = undefined;
  });
}

/** Schedules a request to the ledger for the token's expiry, since this computer's clock may be wrong. */
function planCheck({ expires }: Session): void {
  clearTimeout(timer);
  const left = expires + TOLERANCE - Date.now();
  if (left <= 0) return;
  timer = setTimeout(() => void check(), Math.min(left, TIMER_LIMIT));
}

async function check(): Promise<void> {
  const asked = session.peek();
  try {
    await client.peek()?.get("");
  } catch (error) {
    // The token cannot be checked, and the records should not stay on the screen.
    if (!(error instanceof Refusal) && session.peek() === asked) return expire(strings.signIn.expired);
  }
  if (asked && session.peek() === asked) planCheck(asked);
}

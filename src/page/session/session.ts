import { batch, computed, signal } from "@preact/signals";
import { Refusal } from "../../client/client.ts";
import { TIMER_LIMIT } from "../../client/waiting.ts";
import type { Scope } from "../../contract/scopes.ts";
import { forgetDrafts } from "../drafts.ts";
import { route } from "../address/route.ts";
import { SessionClient } from "./session-client.ts";
import { strings } from "../strings.ts";
import { isSamePerson, readToken, type Session } from "./token.ts";

/** Where the token is stored: it is gone with the tab. */
const STORE = "patient-ledger.token";

/** So long after its end the ledger refuses a token for certain, in milliseconds. */
const TOLERANCE = 10_000;

/** Who is signed in. */
export const session = signal<Session | undefined>(undefined);

/** Why somebody has to sign in again, in words for them. */
export const ending = signal<string | undefined>(undefined);

/** Its name alone: going from view to view makes no new client, which would open the chain anew. */
const ledger = computed(() => route.value.ledger);

/** The client of the present ledger, while somebody is signed in. */
export const client = computed(() => {
  const { value } = session;
  if (!value) return undefined;
  // main as well by its name: then every ledger's paths look alike.
  return new SessionClient(`${location.origin}/ledgers/${ledger.value}`, value.token, (detail) => {
    // The answer may come when another token is in use.
    if (session.peek()?.token === value.token) expire(detail);
  });
});

/** Whether the token allows something, such as `chain:mine`. */
export function allows(scope: Scope): boolean {
  return session.value?.scopes.has(scope) ?? false;
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Whose drafts the forms hold. */
let person: Session | undefined;

/** Signs in: whether the token is good, the ledger says when it is asked first. */
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

/** Signs in again after the page was loaded anew in the same tab. */
export function resume(): void {
  const stored = readToken(sessionStorage.getItem(STORE) ?? "");
  if (stored) signIn(stored);
}

export function signOut(): void {
  end(undefined);
  forgetDrafts();
}

/**
 * The ledger no longer accepts the token: asks to sign in again. What was typed into forms stays, for the same person.
 *
 * @param reason in words for who was signed in
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

/** Asks the ledger when the token has ended: this computer's clock may be wrong. */
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
    // Nobody can say that it is still good, and the records should not stay on the screen.
    if (!(error instanceof Refusal) && session.peek() === asked) return expire(strings.signIn.expired);
  }
  if (asked && session.peek() === asked) planCheck(asked);
}

import { batch, computed, signal } from "@preact/signals";
import { Refusal, type TokenSource } from "../../client/client.ts";
import { TIMER_LIMIT } from "../../client/transport/waiting.ts";
import type { Scope } from "../../contract/scopes.ts";
import { forgetDrafts } from "../drafts.ts";
import { keptInTab } from "../kept-texts.ts";
import { route } from "../address/route.ts";
import { CodeRenewal } from "./code/code-renewal.ts";
import { dropCode, keepCode, keptCode } from "./code/kept-code.ts";
import { dropAttempt } from "./provider/attempt.ts";
import { dropGrant, type Grant, keepGrant, keptGrant } from "./provider/grant.ts";
import type { Issued } from "./provider/openid.ts";
import { Renewal } from "./provider/renewal.ts";
import { hostOf, provider } from "./provider/settings.ts";
import { SessionClient } from "./session-client.ts";
import { holderOf, isSamePerson, readToken, type Session, studiesIn } from "./token.ts";
import { classStrings } from "../texts/class.ts";
import { providerStrings } from "../texts/provider.ts";
import { strings } from "../texts/frame.ts";

/** The token's key in what the tab keeps, which the browser clears when the tab closes. */
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

/** Who is signed in, with which rights; a renewed token changes nothing about that. */
export const holder = computed(() => session.value && holderOf(session.value));

/** The client of the current ledger, while a user is signed in. */
export const client = computed(() => {
  const { value } = holder;
  return value === undefined ? undefined : clientOf(value, address.value);
});

/**
 * The client of the whole deployment, while a user is signed in: for the routes that belong to no ledger, such as those of
 * classes.
 */
export const deployment = computed(() => {
  const { value } = holder;
  return value === undefined ? undefined : clientOf(value, location.origin);
});

let renewal: Renewal | CodeRenewal | undefined;

/** A client that never uses the token of anybody else, even if another person signs in while it is still used. */
function clientOf(of: string, url: string): SessionClient {
  let token = session.peek()?.token ?? "";
  const isPresent = () => holder.peek() === of;
  const newest: TokenSource = async ({ refused }) => {
    // This computer's clock may be wrong: whether the token has expired is for the ledger to say.
    if (isPresent()) await (refused === session.peek()?.token ? renewal?.now() : renewal?.ifDue());
    if (isPresent()) token = session.peek()?.token ?? token;
    return token;
  };
  return new SessionClient(url, newest, (detail) => {
    // The answer may arrive after another person has signed in.
    if (isPresent()) expire(detail);
  });
}

/** Whether the token has a scope, such as `chain:mine`. */
export function allows(scope: Scope): boolean {
  return session.value?.scopes.has(scope) ?? false;
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Where a token came from. */
export interface Source {
  /** What the identity provider issued with it. */
  readonly grant?: Grant | undefined;
  /** The code that was exchanged for it. */
  readonly code?: string | undefined;
}

/** The person whose drafts the forms hold. */
let person: Session | undefined;

/**
 * Signs in. The ledger decides whether the token is valid when it receives the first request.
 *
 * @param by where the token came from, if it can be renewed there
 */
export function signIn(next: Session, { grant, code }: Source = {}): void {
  if (person && !isSamePerson(person, next)) forgetDrafts();
  forget();
  hold(next);
  if (code !== undefined) {
    keepCode(code);
    renewal = new CodeRenewal(code, extend, expire);
  } else if (grant && provider) {
    keepGrant(grant);
    renewal = new Renewal(provider, grant, replace, expire);
  }
}

/** Signs in again after the page was reloaded in the same tab. */
export function resume(): void {
  const stored = readToken(keptInTab.get(STORE) ?? "");
  if (stored) signIn(stored, { grant: keptGrant(), code: keptCode() });
}

/** Signs out, at the identity provider too if that signed the user in. */
export function signOut(): void {
  // A renewal that is running brings a new refresh token, which has to be revoked as well.
  const newest = renewal instanceof Renewal ? renewal.newest() : undefined;
  end(undefined);
  forgetDrafts();
  void newest?.then(leave);
}

/**
 * Ends a session whose token the ledger no longer accepts, and asks the user to sign in again. Drafts are kept for the
 * same person.
 *
 * @param reason in words, for the user
 */
export function expire(reason: string): void {
  const ended = session.peek();
  const className = studiesIn(ended);
  end(ended && className !== undefined ? classStrings.ended(className, ended.expires, reason) : reason);
}

/** Continues the session with the token that its code was exchanged for again. */
function extend(next: Session): void {
  const present = session.peek();
  if (present && isSamePerson(present, next)) hold(next);
}

/** Continues the session with a renewed token. */
function replace({ session: next, grant }: Issued): void {
  const present = session.peek();
  if (!present || !provider) return;
  if (!isSamePerson(present, next)) return expire(providerStrings.otherPerson(hostOf(provider)));
  keepGrant(grant);
  hold(next);
}

function hold(next: Session): void {
  person = next;
  // If the new token cannot be stored, a reload must not bring back the old one.
  keptInTab.remove(STORE);
  keptInTab.set(STORE, next.token);
  batch(() => {
    ending.value = undefined;
    session.value = next;
  });
  planCheck(next);
}

function end(reason: string | undefined): void {
  clearTimeout(timer);
  keptInTab.remove(STORE);
  forget();
  batch(() => {
    ending.value = reason;
    session.value = undefined;
  });
}

/** Forgets what the identity provider issued, and a sign-in that was begun. */
function forget(): void {
  renewal?.end();
  renewal = undefined;
  dropGrant();
  dropCode();
  dropAttempt();
}

/** Goes to the identity provider to sign out there. */
async function leave(grant: Grant): Promise<void> {
  if (!provider) return;
  const openid = await import("./provider/openid.ts").catch(() => undefined);
  const url = await openid?.leave(provider, grant).catch(() => undefined);
  if (session.peek()) return;
  // It holds the ID token, so it must not stay in the tab's history.
  if (url) location.replace(url);
  else ending.value = providerStrings.signedOutHere(hostOf(provider));
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

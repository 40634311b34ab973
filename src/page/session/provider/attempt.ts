import { provider } from "./settings.ts";
import { drop, keep, kept } from "./tab-store.ts";

const NAME = "sign-in";

/** A sign-in that was begun and not answered yet. Only the tab that began it can finish it. */
export interface Attempt {
  readonly issuer: string;
  /** Comes back with the answer, so that nobody can put an answer of their own into this tab. */
  readonly state: string;
  /** Comes back within the ID token. */
  readonly nonce: string;
  /** Proves to the provider who began the sign-in (PKCE, RFC 7636). */
  readonly verifier: string;
  /** Where the user was: the fragment of the address. */
  readonly fragment: string;
}

/** The attempt whose answer this page waits for while it stays open. */
let waiting: Attempt | undefined;

/** Keeps an attempt whose answer comes to this tab; it replaces an earlier one. */
export function keepAttempt(attempt: Attempt): void {
  dropAttempt();
  keep(NAME, { ...attempt });
}

/** Keeps an attempt whose answer comes to another window, while this page stays open; it replaces an earlier one. */
export function awaitAnswer(attempt: Attempt): void {
  dropAttempt();
  waiting = attempt;
}

/** The attempt that an answer with this state belongs to. It is forgotten at once: an answer counts only once. */
export function takeAttempt(state: string | null): Attempt | undefined {
  const attempt = waiting ?? keptAttempt();
  if (attempt?.state !== state || attempt.issuer !== provider?.issuer) return undefined;
  dropAttempt();
  return attempt;
}

/** Forgets the attempt, wherever its answer would come. */
export function dropAttempt(): void {
  waiting = undefined;
  drop(NAME);
}

function keptAttempt(): Attempt | undefined {
  const { issuer, state, nonce, verifier, fragment } = kept(NAME);
  if (!issuer || !state || !nonce || !verifier || fragment === undefined) return undefined;
  return { issuer, state, nonce, verifier, fragment };
}

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

/** Keeps an attempt; it replaces an earlier one of this tab. */
export function keepAttempt(attempt: Attempt): void {
  keep(NAME, { ...attempt });
}

/** The attempt that an answer with this state belongs to. It is forgotten at once: an answer counts only once. */
export function takeAttempt(answered: string | null): Attempt | undefined {
  const { issuer, state, nonce, verifier, fragment } = kept(NAME);
  if (!issuer || !state || !nonce || !verifier || fragment === undefined) return undefined;
  if (state !== answered || issuer !== provider?.issuer) return undefined;
  drop(NAME);
  return { issuer, state, nonce, verifier, fragment };
}

export function dropAttempt(): void {
  drop(NAME);
}

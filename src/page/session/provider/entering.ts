/** Signing in with the organisation's identity provider: going there, and coming back. */
import { signal } from "@preact/signals";
import type { PageSignIn } from "../../../contract/page-sign-in.ts";
import { replaceFragment } from "../../address/route.ts";
import { hasDrafts } from "../../drafts.ts";
import { ending, holder, session, signIn } from "../session.ts";
import { offer } from "../sign-in-link.ts";
import { type Attempt, awaitAnswer, keepAttempt, takeAttempt } from "./attempt.ts";
import { ProviderFailure } from "./failure.ts";
import { handOver, openWindow, receiveAnswers } from "./own-window.ts";
import { provider } from "./settings.ts";
import { providerStrings } from "../../texts/provider.ts";

/**
 * What the page is doing to sign the user in: `leaving` for the provider, `waiting` for the user in another window,
 * `entering` with an answer; `done` if another window has entered with it.
 */
export const progress = signal<"leaving" | "waiting" | "entering" | "done" | undefined>(undefined);

// The browser may show the page as it was left when the user comes back without an answer.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) progress.value = undefined;
});

/**
 * Sends the user to the provider: in this tab, or in a window of its own if leaving would lose what they typed. Whoever
 * signs in otherwise meanwhile stays here.
 */
export async function goToProvider(): Promise<void> {
  if (!provider) return;
  const opened = hasDrafts() ? openWindow() : undefined;
  if (opened === null) return tell(new ProviderFailure(providerStrings.blocked));
  const before = holder.peek();
  progress.value = "leaving";
  try {
    const { begin } = await import("./openid.ts");
    const { url, attempt } = await begin(provider, location.hash);
    if (holder.peek() !== before) {
      opened?.close();
      progress.value = undefined;
    } else if (opened) {
      awaitAnswer(attempt);
      progress.value = "waiting";
      opened.location.replace(url);
    } else {
      keepAttempt(attempt);
      location.assign(url);
    }
  } catch (error) {
    opened?.close();
    tell(error);
  }
}

/** Finishes signing in if the address holds an answer of the provider, and removes it from the address at once. */
export function followAnswer(): void {
  const { search } = location;
  if (!provider || !isAnswer(search)) return;
  const attempt = takeAttempt(stateOf(search));
  history.replaceState(null, "", location.pathname);
  replaceFragment(attempt?.fragment ?? "");
  void (attempt ? enter(provider, attempt, search) : pass(search));
}

receiveAnswers((answer) => {
  const attempt = takeAttempt(stateOf(answer));
  if (!provider || !attempt) return false;
  void enter(provider, attempt, answer);
  return true;
});

/** Signs in with an answer, unless somebody signed in otherwise meanwhile. */
async function enter(known: PageSignIn, attempt: Attempt, answer: string): Promise<void> {
  const before = holder.peek();
  progress.value = "entering";
  try {
    const { exchange } = await import("./openid.ts");
    const issued = await exchange(known, attempt, answer);
    if (holder.peek() === before) signIn(issued.session, { grant: issued.grant });
    progress.value = undefined;
  } catch (error) {
    tell(error);
  }
}

/** Passes an answer that is not for this window to the page that waits for it, if there is one. */
async function pass(answer: string): Promise<void> {
  progress.value = "entering";
  const isTaken = await handOver(answer);
  progress.value = isTaken ? "done" : undefined;
  if (isTaken) close();
  else if (session.peek()) offer.value = { refusal: providerStrings.foreignAnswer };
  else ending.value = providerStrings.foreignAnswer;
}

function tell(error: unknown): void {
  progress.value = undefined;
  ending.value = error instanceof ProviderFailure ? error.message : providerStrings.notLoaded;
}

function isAnswer(search: string): boolean {
  const answer = new URLSearchParams(search);
  return answer.has("state") && (answer.has("code") || answer.has("error"));
}

function stateOf(answer: string): string | null {
  return new URLSearchParams(answer).get("state");
}

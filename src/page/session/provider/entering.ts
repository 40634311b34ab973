/** Signing in with the organisation's identity provider: going there, and coming back. */
import { signal } from "@preact/signals";
import { replaceFragment } from "../../address/route.ts";
import { providerStrings } from "../../provider-strings.ts";
import { ending, session, signIn } from "../session.ts";
import { offer } from "../sign-in-link.ts";
import { type Attempt, keepAttempt, takeAttempt } from "./attempt.ts";
import { ProviderFailure } from "./failure.ts";
import { provider } from "./settings.ts";

/** What the page is doing to sign the user in. */
export const progress = signal<"leaving" | "entering" | undefined>(undefined);

// The browser may show the page as it was left when the user comes back without an answer.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) progress.value = undefined;
});

/** Sends the user to the provider. */
export async function goToProvider(): Promise<void> {
  if (!provider) return;
  progress.value = "leaving";
  try {
    const { begin } = await import("./openid.ts");
    const { url, attempt } = await begin(provider, location.hash);
    keepAttempt(attempt);
    location.assign(url);
  } catch (error) {
    tell(error);
  }
}

/** Finishes signing in if the address holds an answer of the provider, and removes it from the address at once. */
export function followAnswer(): void {
  const { search } = location;
  const answer = new URLSearchParams(search);
  if (!answer.has("state") || !(answer.has("code") || answer.has("error"))) return;
  const attempt = takeAttempt(answer.get("state"));
  history.replaceState(null, "", location.pathname);
  replaceFragment(attempt?.fragment ?? "");
  if (attempt) void enter(attempt, search);
  else if (session.peek()) offer.value = { refusal: providerStrings.foreignAnswer };
  else ending.value = providerStrings.foreignAnswer;
}

async function enter(attempt: Attempt, answer: string): Promise<void> {
  if (!provider) return;
  progress.value = "entering";
  try {
    const { exchange } = await import("./openid.ts");
    const issued = await exchange(provider, attempt, answer);
    signIn(issued.session, issued.grant);
    progress.value = undefined;
  } catch (error) {
    tell(error);
  }
}

function tell(error: unknown): void {
  progress.value = undefined;
  ending.value = error instanceof ProviderFailure ? error.message : providerStrings.notLoaded;
}

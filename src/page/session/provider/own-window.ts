/**
 * Signing in within a window of its own, while the page stays open and keeps what the user typed, which is in memory
 * only. The provider's answer comes to that window, which hands it over to the page. The two cannot see each other
 * otherwise: `Cross-Origin-Opener-Policy` separates them when the window goes to the provider.
 */

/** How long the window waits for the page, in milliseconds. */
const PATIENCE = 1000;

const channel = new BroadcastChannel("patient-ledger.sign-in");

/** What the windows of this origin tell each other. */
type Message = { readonly answer: string } | { readonly taken: string };

/** Opens the window, which must happen at once when the user presses the button; nothing if the browser blocks it. */
export function openWindow(): Window | null {
  return open("", "_blank", "popup,width=520,height=680");
}

/** Receives answers from other windows. @param take takes an answer, and returns whether it belongs to this page */
export function receiveAnswers(take: (answer: string) => boolean): void {
  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if ("answer" in data && take(data.answer)) channel.postMessage({ taken: data.answer });
  });
}

/** Hands an answer over to the page that waits for it. @returns whether there is one */
export async function handOver(answer: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const hear = ({ data }: MessageEvent<Message>) => {
    if ("taken" in data && data.taken === answer) resolve(true);
  };
  channel.addEventListener("message", hear);
  const timer = setTimeout(() => resolve(false), PATIENCE);
  channel.postMessage({ answer });
  const isTaken = await promise;
  clearTimeout(timer);
  channel.removeEventListener("message", hear);
  return isTaken;
}

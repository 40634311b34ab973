/** Showing one view alone to a whole room, without the page's frame. */
import { signal } from "@preact/signals";

/** Whether the view fills the page. */
export const isProjected = signal(false);

/** Fills the page with the view, and the screen where the browser can do that. */
export function project(): void {
  isProjected.value = true;
  addEventListener("keydown", leaveOnEscape);
  // Phones refuse it, and some have no such function. The view then fills the window.
  void document.documentElement.requestFullscreen?.().catch(() => undefined);
}

/** Shows the page's frame again. */
export function endProjection(): void {
  if (!isProjected.peek()) return;
  isProjected.value = false;
  removeEventListener("keydown", leaveOnEscape);
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
}

// A browser leaves full screen by itself, for instance with F11 or a gesture.
document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement) endProjection();
});

/** Where the whole screen is not used, the browser does nothing at Escape. A dialog takes its own. */
function leaveOnEscape({ key }: KeyboardEvent): void {
  if (key === "Escape" && !document.querySelector("dialog[open]")) endProjection();
}

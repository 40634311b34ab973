import { signal } from "@preact/signals";

/** Whether the page is being printed. All that is loaded is then drawn, not only the visible part. */
export const isPrinting = signal(false);

const print = matchMedia("print");
// Browsers report printing by one or both of these events, before they lay out the page for paper.
print.addEventListener("change", () => (isPrinting.value = print.matches));
addEventListener("beforeprint", () => (isPrinting.value = true));
addEventListener("afterprint", () => (isPrinting.value = print.matches));

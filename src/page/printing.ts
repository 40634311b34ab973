import { signal } from "@preact/signals";

/** Whether the page is being printed: then all that is loaded is drawn, not only what is in sight. */
export const isPrinting = signal(false);

const print = matchMedia("print");
// Browsers tell of it in one way or in both, before they lay the page out on paper.
print.addEventListener("change", () => (isPrinting.value = print.matches));
addEventListener("beforeprint", () => (isPrinting.value = true));
addEventListener("afterprint", () => (isPrinting.value = print.matches));

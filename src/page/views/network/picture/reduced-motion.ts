import { signal } from "@preact/signals";

const query = matchMedia("(prefers-reduced-motion: reduce)");

/** Whether the reader wants no motion. */
export const isStill = signal(query.matches);
query.addEventListener("change", ({ matches }) => (isStill.value = matches));

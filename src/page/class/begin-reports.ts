import { computed, effect } from "@preact/signals";
import { allows, deployment } from "../session/session.ts";
import { place } from "./place.ts";

/** The class to report to; absent while no student is signed in. */
const name = computed(() => (allows("chain:mine") ? place.value?.class : undefined));

/** Reports whenever a student is signed in. The code is loaded for students alone. */
export function beginReports(): void {
  effect(() => {
    const [client, to] = [deployment.value, name.value];
    if (!client || to === undefined) return undefined;
    const end = new AbortController();
    // Without it the student's work goes on.
    void import("./student-parts.ts").then(({ report }) => report(client, to, end.signal)).catch(() => undefined);
    return () => end.abort();
  });
}

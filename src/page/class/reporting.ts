/** What a student's page reports to the teacher's board: the progress of the tour, and the rate of the search. */
import { computed, effect } from "@preact/signals";
import type { LedgerClient } from "../../client/client.ts";
import { JSON_TYPE } from "../../contract/content.ts";
import type { StudentReport } from "../../contract/schemas/class.ts";
import { allows, deployment } from "../session/session.ts";
import { progress as tour } from "../views/lab/tour/tour-progress.ts";
import { progress as search, stage } from "../views/mine/mining-run.ts";
import { place, selfPath } from "./place.ts";

/** The time between two reports, in milliseconds: at least, and if nothing changes. */
const PACE = { least: 3000, alive: 20_000 } as const;

const report = computed<StudentReport>(() => {
  const { last, done } = tour.value;
  const isMining = stage.value.at === "mining" && search.value !== undefined;
  return { step: last ?? null, done: [...done], hash_rate: isMining ? Math.round(search.value?.perSecond ?? 0) : null };
});

/** Where to report; absent while no student is signed in. */
const path = computed(() => {
  const name = place.value?.class;
  return name === undefined || !allows("chain:mine") ? undefined : selfPath(name);
});

/** Begins to report whenever a student is signed in. */
export function beginReports(): void {
  effect(() => {
    const client = deployment.value;
    return client && path.value !== undefined ? reportTo(client, path.value) : undefined;
  });
}

/** Reports until the returned function is called. A report that fails is dropped: the next one says what it said. */
function reportTo(client: LedgerClient, to: string): () => void {
  const end = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sent = "";
  let sentAt = -Infinity;
  let isSending = false;
  const plan = () => {
    clearTimeout(timer);
    if (end.signal.aborted || isSending) return;
    const isChanged = JSON.stringify(report.peek()) !== sent;
    // A hidden tab is a student who has left, unless it mines: that was their intention.
    if (document.hidden && !isChanged && report.peek().hash_rate === null) return;
    const due = sentAt + (isChanged ? PACE.least : PACE.alive);
    timer = setTimeout(() => void send(), Math.max(0, due - Date.now()));
  };
  const send = async () => {
    isSending = true;
    sentAt = Date.now();
    sent = JSON.stringify(report.peek());
    const headers = { "Content-Type": JSON_TYPE };
    const signal = AbortSignal.any([end.signal, AbortSignal.timeout(PACE.alive)]);
    await client.request(to, { method: "PUT", headers, body: sent, signal }).catch(() => undefined);
    isSending = false;
    plan();
  };
  const dispose = effect(() => {
    void report.value;
    plan();
  });
  document.addEventListener("visibilitychange", plan, { signal: end.signal });
  return () => {
    dispose();
    clearTimeout(timer);
    end.abort();
  };
}

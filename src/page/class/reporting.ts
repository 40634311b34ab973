/** What a student's page reports to the teacher's board: the progress of the tour, the tries by hand, and the rate of the search. */
import { computed, effect } from "@preact/signals";
import type { LedgerClient } from "../../client/client.ts";
import { sendReport, type StudentReport } from "../../client/routes/classes.ts";
import { progress as tour } from "../views/lab/tour/tour-progress.ts";
import { progress as search, stage } from "../views/mine/mining-run.ts";

/** The time between two reports, in milliseconds: at least, and if nothing changes. */
const PACE = { least: 3000, alive: 20_000 } as const;

/** What there is to report now. */
const present = computed<StudentReport>(() => {
  const { last, done, tries } = tour.value;
  const isMining = stage.value.at === "mining" && search.value !== undefined;
  const hash_rate = isMining ? Math.round(search.value?.perSecond ?? 0) : null;
  return { step: last ?? null, done: [...done], tries: tries ?? null, hash_rate };
});

/** Reports to a class until a signal is aborted. A report that fails is dropped: the next one says what it said. */
export function report(client: LedgerClient, name: string, ended: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sent = "";
  let sentAt = -Infinity;
  let isSending = false;
  const plan = () => {
    clearTimeout(timer);
    if (ended.aborted || isSending) return;
    const isChanged = JSON.stringify(present.peek()) !== sent;
    // A hidden tab is a student who has left, unless it mines: that was their intention.
    if (document.hidden && !isChanged && present.peek().hash_rate === null) return;
    const due = sentAt + (isChanged ? PACE.least : PACE.alive);
    timer = setTimeout(() => void send(), Math.max(0, due - Date.now()));
  };
  const send = async () => {
    isSending = true;
    sentAt = Date.now();
    sent = JSON.stringify(present.peek());
    const signal = AbortSignal.any([ended, AbortSignal.timeout(PACE.alive)]);
    await sendReport(client, name, present.peek(), signal).catch(() => undefined);
    isSending = false;
    plan();
  };
  if (ended.aborted) return;
  const dispose = effect(() => {
    void present.value;
    plan();
  });
  document.addEventListener("visibilitychange", plan, { signal: ended });
  ended.addEventListener("abort", () => {
    dispose();
    clearTimeout(timer);
  });
}

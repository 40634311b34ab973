import { computed, effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type LedgerClient, Refusal } from "../../../../client/client.ts";
import { type Mempool, readMempool } from "../../../../client/routes/mempool.ts";
import { pause } from "../../../../client/transport/waiting.ts";
import { client } from "../../../session/session.ts";
import { chain } from "../../../watched-chain.ts";
import { phase, stage } from "../mining-run.ts";

/** What was read last. */
export interface Reading {
  readonly mempool?: Mempool;
  /** Why it could not be read again. */
  readonly error?: Error;
}

/**
 * The time between two readings in milliseconds: while something waits, while nothing does, and after news at least. After a
 * reading that took long, such as that of thousands, the next is this many times as long away, up to a limit.
 */
const PACE = { busy: 2_000, quiet: 15_000, news: 300, times: 20, limit: 10_000 } as const;

const reading = signal<Reading>({});
effect(() => {
  void client.value;
  reading.value = {};
});

/** Changes when something may have been accepted or mined. */
const news = computed(() => `${chain.value?.length.value} ${stage.value.at} ${phase.value}`);

/** What waits on the current ledger, read again while the page is visible: the ledger's events tell of blocks alone. */
export function useMempool(): Reading {
  const ledger = client.value;
  useEffect(() => {
    if (!ledger) return undefined;
    const end = new AbortController();
    void keepReading(ledger, end.signal);
    return () => end.abort();
  }, [ledger]);
  return reading.value;
}

async function keepReading(ledger: LedgerClient, end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    const start = performance.now();
    const known = news.peek();
    let isBusy = false;
    try {
      const mempool = await readMempool(ledger, end);
      if (end.aborted) return;
      isBusy = mempool.size > 0;
      reading.value = { mempool };
    } catch (error) {
      if (end.aborted) return;
      reading.value = { ...reading.peek(), error: error as Error };
      // The ledger will not change its mind about other refusals, such as that of a token.
      if (error instanceof Refusal && error.status < 500 && error.status !== 429) return;
    }
    const took = performance.now() - start;
    await pause(Math.min(Math.max(PACE.news, took * PACE.times), PACE.limit), end);
    await untilNews(known, isBusy ? PACE.busy : PACE.quiet, end);
    await untilVisible(end);
  }
}

/** Waits until there is other news than what is known, or the time is over. */
async function untilNews(known: string, time: number, end: AbortSignal): Promise<void> {
  const told = new AbortController();
  const stop = effect(() => {
    if (news.value !== known) told.abort();
  });
  await pause(time, AbortSignal.any([told.signal, end]));
  stop();
}

async function untilVisible(end: AbortSignal): Promise<void> {
  while (document.hidden && !end.aborted) {
    await new Promise((resolve) => {
      document.addEventListener("visibilitychange", resolve, { once: true, signal: end });
      end.addEventListener("abort", resolve, { once: true });
    });
  }
}

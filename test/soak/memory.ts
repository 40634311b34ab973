import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { DevServer } from "../support/e2e/dev-server.ts";

/** How often memory is sampled, in milliseconds. */
const INTERVAL = 2_000;

/** A sample of the runtime's memory. */
export interface Sample {
  /** Seconds since the first sample of this runtime. */
  readonly second: number;
  readonly megabytes: number;
  /** The requests answered since then. */
  readonly answers: number;
}

/**
 * The memory of the runtime from its start to its end: of the process that has the ledgers' storage open, since
 * `wrangler dev` runs a proxy in another. Without /proc, it is not measured.
 */
export class MemoryCurve {
  readonly samples: Sample[] = [];
  readonly #end = new AbortController();
  readonly #watching: Promise<void>;

  constructor(dev: DevServer, answers: () => number) {
    this.#watching = this.#watch(dev, answers);
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#watching;
  }

  async #watch(dev: DevServer, answers: () => number): Promise<void> {
    const start = Date.now();
    const before = answers();
    const { signal } = this.#end;
    while (!signal.aborted) {
      const megabytes = residentMegabytes(dev.runtimes().filter((pid) => hasOpen(pid, dev.data)));
      const second = Math.round((Date.now() - start) / 1000);
      if (megabytes > 0) this.samples.push({ second, megabytes, answers: answers() - before });
      await wait(INTERVAL, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Whether a process has a file of a folder open. */
function hasOpen(pid: number, folder: string): boolean {
  const open = `/proc/${pid}/fd`;
  try {
    return readdirSync(open).some((file) => readlinkSync(`${open}/${file}`).startsWith(folder));
  } catch {
    return false; // The process or file was closed meanwhile, or this system has no /proc.
  }
}

/** The total resident memory of processes; 0 if it is unknown. */
function residentMegabytes(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => {
    try {
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      return 0; // It ended, or this system has no /proc.
    }
  });
  return Math.round(kilobytes.reduce((sum, each) => sum + each, 0) / 1024);
}

/** The memory when this many requests had been answered; undefined if they never were. */
export function atWork(samples: readonly Sample[], answers: number): number | undefined {
  return samples.find((sample) => sample.answers >= answers)?.megabytes;
}

/** The median of some numbers. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

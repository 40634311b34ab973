import { backoff, pause } from "../client/transport/waiting.ts";
import type { Engine } from "./engine.ts";
import type { AnyCandidate, Mined, SearchReport, Task } from "./miner.ts";

let running = 0;

/** Whether a search runs in this tab, which leaving the page would lose. */
export function isSearching(): boolean {
  return running > 0;
}

/** The worker or the kernel could not be loaded. */
class NotLoaded extends Error {}

/** What to search, and with which engine. */
interface BrowserSearch<C extends AnyCandidate> extends Omit<Task<C>, "kernel"> {
  readonly engine: Engine;
}

/**
 * Searches for a proof in a Web Worker, so that the page stays responsive. While the server that the worker and the kernel
 * are loaded from does not answer, it waits: the search of somebody who lost a race begins again by itself when the server
 * is back.
 *
 * @param onReport receives the progress a few times a second, and the last attempt
 * @returns the block or the header, or nothing once `signal` is aborted
 */
export async function searchInBrowser<C extends AnyCandidate>(
  { engine, ...search }: BrowserSearch<C>,
  signal: AbortSignal,
  onReport: (report: SearchReport) => void,
): Promise<Mined<C> | undefined> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const kernel = engine === "simd" ? await loadedKernel(signal) : undefined;
      if (signal.aborted) return undefined;
      return await searchInWorker({ ...search, kernel }, signal, onReport);
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      await pause(backoff(failures), signal);
    }
  }
  return undefined;
}

let kernel: WebAssembly.Module | undefined;

/**
 * The kernel, which is kept once it is loaded: the next search may begin while the server is away.
 *
 * @returns nothing if this browser cannot run it: `crypto.subtle` searches then
 * @throws NotLoaded if the server does not answer, since `crypto.subtle` would take thirty times as long
 */
async function loadedKernel(signal: AbortSignal): Promise<WebAssembly.Module | undefined> {
  if (kernel) return kernel;
  const bytes = await fetch("/page/nonce-search.wasm", { signal })
    .then((answer) => (answer.status >= 500 ? undefined : answer.arrayBuffer()))
    .catch(() => undefined);
  if (!bytes) throw new NotLoaded();
  try {
    kernel = await WebAssembly.compile(bytes);
  } catch {
    // No WebAssembly, or not with the instructions that the kernel needs.
  }
  return kernel;
}

/** Terminates the worker when the search ends. @throws NotLoaded if there is no worker */
async function searchInWorker<C extends AnyCandidate>(
  task: Task<C>,
  signal: AbortSignal,
  onReport: (report: SearchReport) => void,
): Promise<Mined<C> | undefined> {
  const worker = new Worker("/page/miner.js", { type: "module" });
  running += 1;
  try {
    return await new Promise<Mined<C> | undefined>((resolve, reject) => {
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
      // An error inside the worker is an ErrorEvent; a worker that could not be loaded is not.
      worker.addEventListener("error", (event) =>
        reject(event instanceof ErrorEvent ? new Error(event.message) : new NotLoaded()),
      );
      worker.addEventListener("message", ({ data }: MessageEvent<SearchReport>) => {
        onReport(data);
        // The worker mines what it was given, so the result is of the candidate's kind.
        if (data.block) resolve(data.block as Mined<C>);
      });
      worker.postMessage(task, []);
    });
  } finally {
    worker.terminate();
    running -= 1;
  }
}

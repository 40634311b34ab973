import type { AnyCandidate, Mined, SearchReport, Task } from "./miner.ts";

/**
 * Searches for a proof in a Web Worker, so that the page stays responsive. Terminates the worker when the search ends.
 *
 * @param onReport receives the progress a few times a second, and the last attempt
 * @returns the block or the header, or nothing once `signal` is aborted
 */
export async function searchInBrowser<C extends AnyCandidate>(
  task: Task<C>,
  signal: AbortSignal,
  onReport: (report: SearchReport) => void,
): Promise<Mined<C> | undefined> {
  if (signal.aborted) return undefined;
  const worker = new Worker("/page/miner.js", { type: "module" });
  try {
    return await new Promise<Mined<C> | undefined>((resolve, reject) => {
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
      worker.addEventListener("error", ({ message }) => reject(new Error(message)));
      worker.addEventListener("message", ({ data }: MessageEvent<SearchReport>) => {
        onReport(data);
        // The worker mines what it was given, so the result is of the candidate's kind.
        if (data.block) resolve(data.block as Mined<C>);
      });
      worker.postMessage(task, []);
    });
  } finally {
    worker.terminate();
  }
}

import type { Block } from "../chain/block.ts";
import type { SearchReport, Task } from "./miner.ts";

/**
 * Searches for a proof in a Web Worker, so that the page stays responsive. Terminates the worker when the search ends.
 *
 * @param onReport receives the progress a few times a second, and the last attempt
 * @returns the block, or nothing once `signal` is aborted
 */
export async function searchInBrowser(
  task: Task,
  signal: AbortSignal,
  onReport: (report: SearchReport) => void,
): Promise<Block | undefined> {
  if (signal.aborted) return undefined;
  const worker = new Worker("/page/miner.js", { type: "module" });
  try {
    return await new Promise<Block | undefined>((resolve, reject) => {
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
      worker.addEventListener("error", ({ message }) => reject(new Error(message)));
      worker.addEventListener("message", ({ data }: MessageEvent<SearchReport>) => {
        onReport(data);
        if (data.block) resolve(data.block);
      });
      worker.postMessage(task, []);
    });
  } finally {
    worker.terminate();
  }
}

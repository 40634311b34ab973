import type { Block } from "../chain/block.ts";
import type { SearchReport, Task } from "./miner.ts";

/**
 * Searches in a Web Worker, so that the page stays quick, and ends the worker with the search.
 *
 * @param onReport hears of the search a few times a second, and of its last try
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

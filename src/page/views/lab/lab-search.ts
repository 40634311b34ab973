import { searchInBrowser } from "../../browser-search.ts";
import type { LabSearch } from "./lab-mining.ts";

/**
 * A search in the browser's worker. A block keeps its time: mined again, it would else be younger than its successor.
 *
 * @param onAttempts is called now and then with the hashes tried so far
 * @param signal gives the search up
 */
export function labSearch(onAttempts: (attempts: number) => void, signal: AbortSignal): LabSearch {
  return (candidate, proof) => {
    const work = { tip: { proof }, candidate };
    const task = { work, engine: "subtle", keepsTime: true } as const;
    return searchInBrowser(task, signal, ({ attempts }) => onAttempts(attempts));
  };
}

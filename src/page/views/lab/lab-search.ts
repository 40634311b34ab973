import { searchInBrowser } from "../../browser-search.ts";
import type { LabSearch } from "./lab-mining.ts";

/**
 * Searches in the browser's worker. A block keeps its timestamp: otherwise it would become newer than its successor.
 *
 * @param onAttempts receives the number of hashes tried so far, from time to time
 * @param signal stops the search
 */
export function labSearch(onAttempts: (attempts: number) => void, signal: AbortSignal): LabSearch {
  return (candidate, proof) => {
    const work = { tip: { proof }, candidate };
    const task = { work, engine: "subtle", isRace: false } as const;
    return searchInBrowser(task, signal, ({ attempts }) => onAttempts(attempts));
  };
}

import { useEffect, useMemo } from "preact/hooks";
import { chain } from "../../../watched-chain.ts";
import { Tally } from "../../board/tally.ts";

/** How many blocks each miner of the current ledger has mined, kept up to date; absent until it is counted. */
export function useRewards(): ReadonlyMap<string, number> | undefined {
  const watched = chain.value;
  const tally = useMemo(() => watched && new Tally(watched), [watched]);
  useEffect(() => tally?.start(), [tally]);
  return tally?.blocks.value;
}

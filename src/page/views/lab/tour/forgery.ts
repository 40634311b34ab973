import { sameRecord } from "../../../../chain/record.ts";
import type { LabChain } from "../lab-chain.ts";

/** Whether a chain tells another record than it began with, and is valid all the same. */
export function isForged(lab: LabChain): boolean {
  const isChanged = lab.blocks.value.some((block, place) => {
    const original = lab.start[place];
    return original !== undefined && !sameRecord(block, original);
  });
  return isChanged && lab.isWhole.value;
}

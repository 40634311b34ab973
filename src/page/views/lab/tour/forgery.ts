import { sameRecord } from "../../../../chain/records/record.ts";
import type { LabChain } from "../lab-chain.ts";

/** Whether a chain is valid although one of its records differs from the original. */
export function isForged(lab: LabChain): boolean {
  const isChanged = lab.blocks.value.some((block, place) => {
    const original = lab.start[place];
    return original !== undefined && !sameRecord(block, original);
  });
  return isChanged && lab.isWhole.value;
}

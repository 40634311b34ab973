import type { Fault } from "../../../src/chain/fault.ts";
import { ChainAudit } from "../../../src/evidence/checking/audit.ts";
import { ANY_TIME } from "./chains.ts";

/** All faults of a chain, in order, as a validation finds them that goes on after each. */
export async function allFaults(blocks: Iterable<unknown>, options = ANY_TIME): Promise<Fault[]> {
  const audit = new ChainAudit([], options);
  const faults: Fault[] = [];
  for (const block of blocks) {
    const fault = await audit.next(block);
    if (!fault) continue;
    faults.push(fault);
    await audit.resumeAfter(block, fault);
  }
  return faults;
}

/** The indexes and rules of faults, as text. */
export function placesOf(faults: readonly Pick<Fault, "index" | "rule">[]): string[] {
  return faults.map(({ index, rule }) => `${index} ${rule}`);
}

import type { Scope } from "../../../../contract/scopes.ts";
import { allows, session } from "../../../session/session.ts";
import type { WatchedChain } from "../../../watched-chain.ts";

/** The scope that reading a record takes: the blocks of a plain ledger show it anyway. */
export function readingScope({ isSealed }: WatchedChain): Scope {
  return isSealed ? "record:read" : "chain:read";
}

/** Whether the token opens the log of reads, which is about all patients. */
export function mayAudit(): boolean {
  return allows("audit:read") && session.value?.patients === undefined;
}

/** Whether the token allows anything with a sealed record that does not take reading it. */
export function mayManage(): boolean {
  return allows("record:erase") || allows("record:hold") || mayAudit();
}

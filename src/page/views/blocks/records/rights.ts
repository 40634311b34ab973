import type { Scope } from "../../../../contract/scopes.ts";
import { allows } from "../../../session/session.ts";
import type { WatchedChain } from "../../../watched-chain.ts";

/** The scope that reading a record takes: the blocks of a plain ledger show it anyway. */
export function readingScope({ isSealed }: WatchedChain): Scope {
  return isSealed ? "record:read" : "chain:read";
}

/** Whether the token allows anything with a sealed record that does not take reading it. */
export function mayManage(): boolean {
  return (["record:erase", "record:hold", "audit:read"] as const).some((scope) => allows(scope));
}

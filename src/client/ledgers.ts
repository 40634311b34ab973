import type { Puzzle } from "../chain/puzzle.ts";
import { JSON_TYPE } from "../contract/content.ts";
import type { LedgerDescription } from "../contract/schemas/ledger.ts";
import type { LedgerClient } from "./client.ts";

/** What is fixed when a ledger is created. Sealed ledgers have the puzzle `block-hash`. */
export type Founding =
  | (Puzzle & { readonly records?: "plain" })
  | (Extract<Puzzle, { readonly puzzle: "block-hash" }> & { readonly records: "sealed" });

/**
 * Asks a ledger for its puzzle, kind, length and tip.
 *
 * @param client its address must end in `/ledgers/<name>`, for `main` too
 * @throws Refusal `ledger-not-found` if it was not created yet
 */
export function describeLedger(client: LedgerClient, signal: AbortSignal | null = null): Promise<LedgerDescription> {
  return client.get("", { signal }) as Promise<LedgerDescription>;
}

/**
 * Creates the ledger at the client's address, or does nothing if it exists with the same puzzle and kind.
 *
 * @param client as for {@link describeLedger}; its token needs the scope `ledger:create`
 * @returns the ledger; `undefined` while its genesis is still being mined
 * @throws Refusal `ledger-conflict` if it exists with another puzzle or kind
 */
export async function createLedger(client: LedgerClient, founding: Founding): Promise<LedgerDescription | undefined> {
  const init = { method: "PUT", headers: { "Content-Type": JSON_TYPE }, body: JSON.stringify(founding) };
  const created = (await client.get("", init)) as LedgerDescription | { readonly message: string };
  return "tip" in created ? created : undefined;
}

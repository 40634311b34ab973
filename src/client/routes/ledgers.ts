import type { Puzzle } from "../../chain/puzzle.ts";
import type { AuthorPolicy } from "../../chain/sealed/entry.ts";
import type { LedgerDescription } from "../../contract/schemas/ledger.ts";
import { type LedgerClient, NotALedger } from "../client.ts";
import { isProblem } from "../transport/errors.ts";

/**
 * What is fixed when a ledger is created. Sealed ledgers have the puzzle `block-hash`, and may say who has to sign and to
 * endorse. A sandbox can be deleted, and no other ledger.
 */
export type Founding = (
  | (Puzzle & { readonly records?: "plain" })
  | (Extract<Puzzle, { readonly puzzle: "block-hash" }> & { readonly records: "sealed" } & AuthorPolicy)
) & { readonly sandbox?: true };

/**
 * Asks a ledger for its puzzle, kind, terms for authors, length and tip. Needs the scope `chain:read`.
 *
 * @throws Refusal `ledger-not-found` if it was not created yet
 */
export function describeLedger(client: LedgerClient, signal: AbortSignal | null = null): Promise<LedgerDescription> {
  return client.get("", { signal }) as Promise<LedgerDescription>;
}

/**
 * Reads a ledger's genesis, whose hash names the ledger in every signature. Needs the scope `chain:read`.
 *
 * @param signal cancels the request
 * @throws NotALedger if it has no hash; nothing else is checked
 * @throws Unreachable if the ledger does not respond
 */
export async function readGenesis(client: LedgerClient, signal: AbortSignal | null = null): Promise<{ hash: string }> {
  const genesis = (await client.block(1, { signal })) as { readonly hash?: unknown } | null | undefined;
  if (typeof genesis?.hash !== "string") throw new NotALedger("its genesis has no hash");
  return genesis as { hash: string };
}

/**
 * Creates the ledger at the client's address, or does nothing if it exists with the same puzzle, kind and terms for authors.
 *
 * @param client its token needs the scope `ledger:create`
 * @returns the ledger; `undefined` while its genesis is still being mined
 * @throws Refusal `ledger-conflict` if it exists and any of these differs
 */
export async function createLedger(
  client: LedgerClient,
  founding: Founding,
  signal: AbortSignal | null = null,
): Promise<LedgerDescription | undefined> {
  const created = (await client.send("PUT", "", founding, {}, signal)) as
    LedgerDescription | { readonly message: string };
  return "tip" in created ? created : undefined;
}

/**
 * Deletes the sandbox at the client's address, with everything in it and for good: its name is never free again. Does
 * nothing if it was deleted before.
 *
 * @param client its token needs the scope `ledger:delete`
 * @throws Refusal `ledger-not-deletable` if it is no sandbox
 */
export async function deleteLedger(client: LedgerClient, signal: AbortSignal | null = null): Promise<void> {
  try {
    await client.exchange("", { method: "DELETE", signal }, async ({ status, body }) => {
      if (status === 204) return;
      await body?.cancel();
      throw new NotALedger(`it answers ${status} instead of 204`);
    });
  } catch (error) {
    if (!isProblem(error, "ledger-deleted")) throw error;
  }
}

/**
 * Asks whether the deployment runs at all. Needs no scope.
 *
 * @throws Unreachable if it does not respond
 */
export async function readHealth(client: LedgerClient, signal: AbortSignal | null = null): Promise<{ status: "ok" }> {
  return (await client.get("/healthz", { signal })) as { status: "ok" };
}

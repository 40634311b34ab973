import { openCheckpoint, type TrustPolicy, type VerifiedCheckpoint } from "../chain/checkpoint.ts";
import type { LedgerClient } from "./client.ts";
import { parse } from "./lines.ts";

/**
 * The chain that a ledger serves, for verification.
 *
 * @param policy whose signatures the newest checkpoint must have; it is not asked for where no key is known
 * @param sizes the sizes of the trees that the chain will be compared with
 * @param signal gives the fetching up
 * @throws Malformed when the newest checkpoint is not signed as the policy asks
 */
export async function servedChain(
  client: LedgerClient,
  policy: TrustPolicy,
  sizes: readonly number[],
  signal: AbortSignal | null = null,
): Promise<{ newest: VerifiedCheckpoint | undefined; blocks: AsyncIterable<unknown> }> {
  let newest: VerifiedCheckpoint | undefined;
  if (policy.ledger.length > 0) {
    const path = `/checkpoint${policy.quorum ? `?cosignatures=${policy.quorum}` : ""}`;
    newest = await openCheckpoint(await (await client.request(path, { signal })).text(), policy);
  }
  // So far as there is something to compare with: what was mined meanwhile has no checkpoint yet.
  const limit = newest && Math.max(newest.size, ...sizes);
  return {
    newest,
    blocks: blocksOf(client.lines(`/get_chain${limit === undefined ? "" : `?limit=${limit}`}`, { signal })),
  };
}

/** The blocks of an export, a line each; what cannot be read as a block is found faulty in its place. */
export async function* blocksOf(lines: AsyncIterable<string>): AsyncGenerator {
  for await (const line of lines) yield parse(line);
}

import { type Hash, verifyConsistency } from "../../chain/merkle-tree.ts";
import { sha256 } from "../../chain/text/canonical.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "../../evidence/notes/checkpoint.ts";
import type { Roots } from "../../evidence/checking/comparison.ts";
import type { TrustPolicy } from "../../evidence/notes/trust-policy.ts";
import { type LedgerClient, Refusal } from "../client.ts";
import { hashesIn } from "./hash-list.ts";

/** What a log proves about its past. */
export interface ServedRoots {
  readonly newest: VerifiedCheckpoint;
  /** Those that the newest checkpoint covers. */
  readonly roots: Roots;
}

/**
 * Asks a log for its newest checkpoint, and for the roots of earlier trees with proofs that it continues them. What it
 * does not prove is left out.
 *
 * @param path where the log's routes are: empty for the blocks, `/reads` for the log of reads
 * @param sizes of the earlier trees
 * @throws Malformed if the newest checkpoint does not meet the policy, such as that of another ledger
 * @throws Refusal if the log refuses its checkpoint
 * @throws Unreachable if it does not respond
 */
export async function servedRoots(
  client: LedgerClient,
  path: string,
  policy: TrustPolicy,
  sizes: readonly number[],
): Promise<ServedRoots> {
  const newest = await openCheckpoint(await client.text(`${path}/checkpoint`), policy);
  const roots = new Map<number, Hash>([
    [0, await sha256(new Uint8Array())],
    [newest.size, newest.root],
  ]);
  for (const size of new Set(sizes)) {
    if (roots.has(size) || size > newest.size) continue;
    const root = await provenRoot(client, `${path}/consistency?from=${size}&to=${newest.size}`, size, newest);
    if (root) roots.set(size, root);
  }
  return { newest, roots };
}

/** The root of an earlier tree that a consistency proof leads from to the newest one. */
async function provenRoot(
  client: LedgerClient,
  route: string,
  size: number,
  newest: VerifiedCheckpoint,
): Promise<Hash | undefined> {
  const { from_root, path } = await consistency(client, route);
  const [root] = hashesIn([from_root]) ?? [];
  const hashes = hashesIn(path);
  if (!root || !hashes) return undefined;
  return (await verifyConsistency(size, newest.size, root, newest.root, hashes)) ? root : undefined;
}

async function consistency(
  client: LedgerClient,
  route: string,
): Promise<{ readonly from_root?: unknown; readonly path?: unknown }> {
  try {
    return (await client.get(route)) ?? {};
  } catch (error) {
    if (error instanceof Refusal && error.problem === "evidence-not-found") return {};
    throw error;
  }
}

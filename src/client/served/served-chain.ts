import { openCheckpoint, parseCheckpoint, type VerifiedCheckpoint } from "../../evidence/notes/checkpoint.ts";
import { parseNote } from "../../evidence/notes/note.ts";
import { type TrustPolicy } from "../../evidence/notes/trust-policy.ts";
import type { Fault } from "../../chain/fault.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import type { Skipped } from "../../evidence/checking/verification.ts";
import { chainBlocks } from "./chain-blocks.ts";
import { type LedgerClient, Refusal, Unreachable } from "../client.ts";
import { printable } from "../../chain/text/printable.ts";

/** The evidence that a ledger serves for verifying its chain. */
export interface ServedChain {
  readonly newest: VerifiedCheckpoint | undefined;
  readonly blocks: AsyncIterable<unknown>;
  /** The evidence that the ledger does not provide, and why. */
  readonly skipped: readonly Skipped[];
  /** A fault that the ledger admits: it refuses to sign because its storage contradicts what it signed. */
  readonly admitted?: Fault;
  /** The name in the served checkpoint, if it is not that of any of the ledger's keys. */
  readonly otherLedger?: string;
}

type Newest = Omit<ServedChain, "blocks">;

/**
 * Fetches a ledger's chain and newest checkpoint for verification.
 *
 * @param policy the signatures that the newest checkpoint must have; without a ledger key no checkpoint is fetched
 * @param sizes the tree sizes with which the chain will be compared
 * @param signal cancels fetching
 * @throws Refusal if the ledger refuses access to its checkpoint
 * @throws Unreachable if it does not respond, or is not a ledger
 */
export async function servedChain(
  client: LedgerClient,
  policy: TrustPolicy,
  sizes: readonly number[],
  signal: AbortSignal | null = null,
): Promise<ServedChain> {
  const newest: Newest =
    policy.ledger.length > 0 ? await newestOf(client, policy, signal) : { newest: undefined, skipped: [] };
  // Do not fetch blocks beyond the checkpoints: those mined in the meantime have none yet.
  const limit = newest.newest && Math.max(newest.newest.size, ...sizes);
  return { ...newest, blocks: chainBlocks(client, limit, signal) };
}

/** Fetches the newest checkpoint that meets the policy, else one without cosignatures, else none, and says why. */
async function newestOf(client: LedgerClient, policy: TrustPolicy, signal: AbortSignal | null): Promise<Newest> {
  const quorum = policy.quorum ?? 0;
  let signed: string | undefined;
  try {
    signed = await client.text(`/checkpoint${quorum > 0 ? `?cosignatures=${quorum}` : ""}`, { signal });
    return { newest: await openCheckpoint(signed, policy), skipped: [] };
  } catch (error) {
    const problem = error instanceof Refusal || error instanceof Unreachable ? error.problem : "";
    if (problem === "ledger-contradicted") {
      return { newest: undefined, skipped: [], admitted: await admittedFault(client, signal) };
    }
    const isMissing = ["evidence-not-found", "signing-not-configured"].includes(problem);
    if (!isMissing && !(error instanceof Malformed)) throw error;
    const reason = error instanceof Refusal ? printable(error.detail) : (error as Error).message;
    const otherLedger = signed === undefined ? undefined : otherLedgerIn(signed, policy);
    if (quorum === 0 || otherLedger !== undefined) {
      const skipped: Skipped[] = [{ check: "newest-checkpoint", reason }];
      return { newest: undefined, skipped, ...(otherLedger === undefined ? {} : { otherLedger }) };
    }
    const rest = await newestOf(client, { ...policy, quorum: 0 }, signal);
    return { ...rest, skipped: [{ check: "cosignatures", reason }, ...rest.skipped] };
  }
}

/** The name of the ledger in a checkpoint, if none of the keys has it. No signature vouches for it. */
function otherLedgerIn(signed: string, { ledger }: TrustPolicy): string | undefined {
  try {
    const { origin } = parseCheckpoint(parseNote(signed).text);
    return ledger.some(({ name }) => name === origin) ? undefined : origin;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** The fault of a ledger that refuses to sign, with the finding of its own check, if any. */
async function admittedFault(client: LedgerClient, signal: AbortSignal | null): Promise<Fault> {
  const found = await foundFault(client, signal);
  const says = "The ledger itself says that its stored blocks contradict what it signed.";
  return {
    index: found?.index ?? 1,
    rule: "checkpoint",
    expected: found?.expected ?? "the blocks that the ledger signed",
    actual: found?.actual ?? "different blocks",
    detail: found
      ? `${says} Its own check found a fault in block ${found.index}, rule ${found.rule}: ${found.detail}`
      : says,
  };
}

interface FoundFault {
  readonly index: number;
  readonly rule: string;
  readonly expected: string;
  readonly actual: string;
  readonly detail: string;
}

/** The fault that the ledger's own check reports, if any. */
async function foundFault(client: LedgerClient, signal: AbortSignal | null): Promise<FoundFault | undefined> {
  let verdict: unknown;
  try {
    verdict = await client.get("/is_valid", { signal });
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unreachable) return undefined;
    throw error;
  }
  const { index, rule, expected, actual, detail } = ((verdict as { fault?: unknown } | null)?.fault ?? {}) as Record<
    string,
    unknown
  >;
  if (!Number.isSafeInteger(index) || typeof rule !== "string") return undefined;
  return {
    index: index as number,
    rule: printable(rule, 50),
    expected: shown(expected),
    actual: shown(actual),
    detail: shown(detail),
  };
}

function shown(value: unknown): string {
  return typeof value === "string" ? printable(value) : "";
}

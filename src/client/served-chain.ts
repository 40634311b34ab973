import { openCheckpoint, type VerifiedCheckpoint } from "../evidence/checkpoint.ts";
import { type TrustPolicy } from "../evidence/trust-policy.ts";
import type { Fault } from "../chain/fault.ts";
import { Malformed } from "../chain/malformed.ts";
import type { Skipped } from "../evidence/verification.ts";
import { type LedgerClient, NotALedger, Refusal, Unreachable } from "./client.ts";
import { parse } from "./lines.ts";
import { printable } from "./printable.ts";

/** What a ledger serves for the verification of its chain. */
export interface ServedChain {
  readonly newest: VerifiedCheckpoint | undefined;
  readonly blocks: AsyncIterable<unknown>;
  /** What the ledger does not offer for checking, and why. */
  readonly skipped: readonly Skipped[];
  /** What the ledger says against itself: it refuses to sign, since its storage contradicts what it signed. */
  readonly admitted?: Fault;
}

type Newest = Pick<ServedChain, "newest" | "skipped" | "admitted">;

/**
 * The chain that a ledger serves, for verification.
 *
 * @param policy whose signatures the newest checkpoint must have; it is not asked for where no key is known
 * @param sizes the sizes of the trees that the chain will be compared with
 * @param signal gives the fetching up
 * @throws Refusal when the ledger does not let its checkpoint be read
 * @throws Unreachable when it does not answer, or is no ledger
 */
export async function servedChain(
  client: LedgerClient,
  policy: TrustPolicy,
  sizes: readonly number[],
  signal: AbortSignal | null = null,
): Promise<ServedChain> {
  const newest: Newest =
    policy.ledger.length > 0 ? await newestOf(client, policy, signal) : { newest: undefined, skipped: [] };
  // So far as there is something to compare with: what was mined meanwhile has no checkpoint yet.
  const limit = newest.newest && Math.max(newest.newest.size, ...sizes);
  return { ...newest, blocks: blocksUpTo(limit, client, signal) };
}

/**
 * The blocks of a chain. An answer may break off without anybody noticing, between two lines; so where blocks are missing
 * that a checkpoint was signed for, they are asked for once more before the ledger is said to have lost them.
 */
async function* blocksUpTo(
  limit: number | undefined,
  client: LedgerClient,
  signal: AbortSignal | null,
): AsyncGenerator {
  let length = 0;
  const path = `/get_chain${limit === undefined ? "" : `?limit=${limit}`}`;
  for await (const block of blocksOf(client.lines(path, { signal }))) {
    length += 1;
    yield block;
  }
  if (limit === undefined || length >= limit) return;
  const rest = `/get_chain?from=${length + 1}&limit=${limit - length}`;
  try {
    yield* blocksOf(client.lines(rest, { signal }));
  } catch (error) {
    // It has no such block: that is the answer.
    if (!(error instanceof Refusal)) throw error;
  }
}

/** The newest checkpoint as the policy asks for it, or else without cosignatures, or none: what is missing is told. */
async function newestOf(client: LedgerClient, policy: TrustPolicy, signal: AbortSignal | null): Promise<Newest> {
  const quorum = policy.quorum ?? 0;
  try {
    const signed = await client.text(`/checkpoint${quorum > 0 ? `?cosignatures=${quorum}` : ""}`, { signal });
    return { newest: await openCheckpoint(signed, policy), skipped: [] };
  } catch (error) {
    const problem = error instanceof Refusal || error instanceof Unreachable ? error.problem : "";
    if (problem === "ledger-contradicted") {
      return { newest: undefined, skipped: [], admitted: await admittedFault(client, signal) };
    }
    const isMissing = ["evidence-not-found", "signing-not-configured"].includes(problem);
    if (!isMissing && !(error instanceof Malformed)) throw error;
    const reason = error instanceof Refusal ? printable(error.detail) : (error as Error).message;
    if (quorum === 0) return { newest: undefined, skipped: [{ check: "newest-checkpoint", reason }] };
    const rest = await newestOf(client, { ...policy, quorum: 0 }, signal);
    return { ...rest, skipped: [{ check: "cosignatures", reason }, ...rest.skipped] };
  }
}

/** The fault of a ledger that refuses to sign, with what its own check finds where it says so. */
async function admittedFault(client: LedgerClient, signal: AbortSignal | null): Promise<Fault> {
  const found = await foundFault(client, signal);
  const says = "The ledger itself says that what it stores contradicts what it signed.";
  return {
    index: found?.index ?? 1,
    rule: "checkpoint",
    expected: found?.expected ?? "the blocks that the ledger signed",
    actual: found?.actual ?? "others",
    detail: found ? `${says} Its own check names block ${found.index}, rule ${found.rule}: ${found.detail}` : says,
  };
}

interface FoundFault {
  readonly index: number;
  readonly rule: string;
  readonly expected: string;
  readonly actual: string;
  readonly detail: string;
}

/** The fault that the ledger's own check finds, if it tells one. */
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

/**
 * The blocks that a ledger sends, a line each.
 *
 * @throws NotALedger when a line is not JSON: it was damaged on its way, or does not come from a ledger
 */
export async function* blocksOf(lines: AsyncIterable<string>): AsyncGenerator {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    yield blockIn(line, `line ${number} of what it sends`);
  }
}

/** @throws NotALedger when a line or message is not JSON */
export function blockIn(text: string, what: string): unknown {
  const block = parse(text);
  if (block === undefined) throw new NotALedger(`${what} is not JSON`);
  return block;
}

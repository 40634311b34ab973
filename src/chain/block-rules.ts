import { type Block, GENESIS } from "./block.ts";
import type { Fault, Rule } from "./fault.ts";
import { hex, isHexOf } from "./text/hex.ts";
import type { LinkedBlock } from "./linked-block.ts";
import type { Puzzle } from "./puzzle.ts";
import { recordTextFault } from "./records/record-rules.ts";
import type { RecordVersions } from "./records/record-versions.ts";
import { claimFault } from "./records/registration-numbers.ts";

/** What the caller already knows about a chain. */
export interface Expected {
  /** The puzzle with which the ledger was created. */
  readonly puzzle?: Puzzle;
  /** The hash of genesis, as someone saved it earlier. */
  readonly genesis?: string | undefined;
}

/** How far ahead of the local clock a block's timestamp may be, in milliseconds, since clocks differ. */
export const TIMESTAMP_LEEWAY = 120_000;

/** The latest time that the timestamp format can represent. */
const LAST_TIMESTAMP = "9999-12-31T23:59:59.999Z";

/**
 * The latest timestamp that a block may have.
 *
 * @param now the current time in milliseconds since 1970, or `Infinity` if there is no clock
 */
export function latestTimestamp(now: number): string {
  const latest = now + TIMESTAMP_LEEWAY;
  return latest > Date.parse(LAST_TIMESTAMP) ? LAST_TIMESTAMP : new Date(latest).toISOString();
}

export function faultOf(
  index: number,
  rule: Rule,
  expected: string | number,
  actual: string | number,
  detail: string,
): Fault {
  return { index, rule, expected: String(expected), actual: String(actual), detail };
}

/** Checks the rule `index`: a block is in its place. */
export function indexFault(block: LinkedBlock, index: number): Fault | undefined {
  if (block.index === index) return undefined;
  const detail = `Block ${index} is missing, or another block is in its place.`;
  return faultOf(index, "index", index, block.index, detail);
}

/** Checks the rule `hash`, given the digest of a block's content. */
export function hashFault({ index, hash }: LinkedBlock, digest: Uint8Array): Fault | undefined {
  if (isHexOf(hash, digest)) return undefined;
  const detail = `Block ${index} was changed after it was mined: its hash does not match its content.`;
  return faultOf(index, "hash", hex(digest), hash, detail);
}

/** Checks the rules `previous_hash`, `difficulty` and `timestamp` between a block and its predecessor. */
export function linkFault(
  block: LinkedBlock,
  previous: Pick<LinkedBlock, "hash" | "difficulty" | "timestamp">,
): Fault | undefined {
  const { index } = block;
  if (block.previous_hash !== previous.hash) {
    const detail = `Block ${index} does not link to its predecessor: it was mined on a different block.`;
    return faultOf(index, "previous_hash", previous.hash, block.previous_hash, detail);
  }
  if (block.difficulty !== previous.difficulty) {
    const detail = `Block ${index} does not have the puzzle or difficulty that genesis set for this chain.`;
    return faultOf(index, "difficulty", previous.difficulty ?? "none", block.difficulty ?? "none", detail);
  }
  if (block.timestamp < previous.timestamp) {
    const detail = `Block ${index} has an earlier timestamp than its predecessor.`;
    return faultOf(index, "timestamp", `${previous.timestamp} or later`, block.timestamp, detail);
  }
  return undefined;
}

/** Checks the rule `genesis` for a block of a plain ledger. */
export function genesisFault(block: Block, expectedHash: string | undefined): Fault | undefined {
  const proof = block.difficulty === undefined ? { proof: 1 } : {};
  return notGenesisFault(block, { ...GENESIS, ...proof, author: undefined }, expectedHash);
}

/**
 * Checks the rule `genesis`.
 *
 * @param attributes what the block must have to be a genesis block of its kind
 * @param expectedHash the hash of genesis, if it is known
 */
export function notGenesisFault(
  block: LinkedBlock,
  attributes: Readonly<Record<string, string | number | undefined>>,
  expectedHash: string | undefined,
): Fault | undefined {
  for (const [name, expected] of Object.entries(attributes)) {
    if (block[name as keyof LinkedBlock] !== expected) {
      const detail = `The chain does not start with a genesis block: its ${name} is not that of a genesis block.`;
      return faultOf(block.index, "genesis", `${name}: ${expected ?? "absent"}`, `${name}: something else`, detail);
    }
  }
  if (expectedHash !== undefined && block.hash !== expectedHash) {
    const detail =
      "The genesis block is not the one that was saved: the ledger was created again, or this is a different ledger.";
    return faultOf(block.index, "genesis", expectedHash, block.hash, detail);
  }
  return undefined;
}

/** Checks the rule `difficulty` for the first block of a validation, if the ledger's puzzle is known. */
export function puzzleFault({ index, difficulty }: LinkedBlock, puzzle: Puzzle | undefined): Fault | undefined {
  if (!puzzle) return undefined;
  const expected = puzzle.puzzle === "block-hash" ? puzzle.difficulty : undefined;
  if (difficulty === expected) return undefined;
  const detail = `Block ${index} does not have the puzzle or difficulty with which the ledger was created.`;
  return faultOf(index, "difficulty", expected ?? "none", difficulty ?? "none", detail);
}

/** Checks the rule `timestamp` against the latest allowed time. */
export function futureFault({ index, timestamp }: LinkedBlock, latest: string): Fault | undefined {
  if (timestamp <= latest) return undefined;
  const detail = `Block ${index} has a timestamp in the future, unless the clock of the checking computer is slow.`;
  return faultOf(index, "timestamp", `${latest} or earlier`, timestamp, detail);
}

/** Describes a violation of the rule `proof`. */
export function proofFault({ index, difficulty, proof, hash }: LinkedBlock, before = 0): Fault {
  if (difficulty !== undefined) {
    const detail = `Block ${index} was not mined: its hash does not meet the difficulty.`;
    return faultOf(index, "proof", `a hash with ${difficulty} leading zero bits`, hash, detail);
  }
  const detail = `Block ${index} was not mined: its proof does not solve the puzzle after proof ${before}.`;
  return faultOf(index, "proof", "a proof whose hash starts with 0000", proof, detail);
}

/**
 * Checks the rule `record`. Values are described, not quoted, since they may be patient data.
 *
 * @param newest the index of the newest earlier block with the same registration number
 */
export function recordFault(block: Block, newest: number | undefined, versions: RecordVersions): Fault | undefined {
  const { index } = block;
  const text = recordTextFault(block);
  if (text) {
    const detail = `Block ${index} holds a record that no ledger accepts: its ${text.name} ${text.clause}.`;
    return faultOf(index, "record", `${text.name} ${text.clause}`, `${text.name}: something else`, detail);
  }
  const claim = claimFault(block, newest, versions);
  return claim && faultOf(index, "record", claim.expected, claim.actual, claim.detail);
}

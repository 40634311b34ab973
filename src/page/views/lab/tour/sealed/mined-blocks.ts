import { GENESIS } from "../../../../../chain/block.ts";
import { hex } from "../../../../../chain/text/hex.ts";
import {
  type AuthorPolicy,
  canonicalEntry,
  type Entry,
  type FoundingEntry,
} from "../../../../../chain/sealed/entry.ts";
import { EntryTree } from "../../../../../chain/sealed/entry-tree.ts";
import {
  candidateHeader,
  type CandidateHeader,
  MINED_BY,
  type SealedBlock,
  sealHeader,
} from "../../../../../chain/sealed/header.ts";
import { FORMAT_VERSION } from "../../../../../chain/sealed/unknown-version.ts";
import { solve } from "../../../../../mining/mine-block.ts";
import { subtleSearch } from "../../../../../mining/subtle-search.ts";

/** The difficulty of the lab's sealed chains in bits, as a sealed ledger has it by default. */
const DIFFICULTY = 8;

/** The Merkle tree over the entries of a block. */
export function treeOf(entries: readonly Entry[]): Promise<EntryTree> {
  return EntryTree.of(entries.map((entry) => canonicalEntry(entry)));
}

/**
 * Mines the genesis of a sealed chain.
 *
 * @param policy what its founding says about authors
 */
export async function firstBlock(policy: AuthorPolicy = {}): Promise<SealedBlock> {
  const founding: FoundingEntry = {
    kind: "founding",
    version: FORMAT_VERSION,
    id: hex(crypto.getRandomValues(new Uint8Array(16))),
    puzzle: "block-hash",
    difficulty: DIFFICULTY,
    records: "sealed",
    ...policy,
  };
  const { index, previous_hash } = GENESIS;
  const numbers = { first_entry: 1, last_entry: 1 };
  const merkle_root = hex((await treeOf([founding])).root);
  const timestamp = new Date().toISOString();
  const { genesis: mined_by } = MINED_BY;
  return mined({ index, timestamp, ...numbers, merkle_root, mined_by, difficulty: DIFFICULTY, previous_hash }, [
    founding,
  ]);
}

/** Mines the block that follows `tip`, with these entries. Whether a chain may hold them is not checked. */
export async function nextBlock(tip: SealedBlock, entries: readonly Entry[]): Promise<SealedBlock> {
  const last_entry = tip.last_entry + entries.length;
  const merkle_root = hex((await treeOf(entries)).root);
  const timestamp = new Date(Math.max(Date.now(), Date.parse(tip.timestamp))).toISOString();
  return mined(candidateHeader(tip, MINED_BY.ledger, { last_entry, merkle_root, timestamp }), entries);
}

async function mined(candidate: CandidateHeader, entries: readonly Entry[]): Promise<SealedBlock> {
  const context = { now: () => Date.now(), pause: () => Promise.resolve(true), search: subtleSearch };
  const solution = await solve(candidate, DIFFICULTY, context);
  if (!solution) throw new Error("the search for a proof was stopped");
  return { ...(await sealHeader(solution.candidate, solution.proof)), entries };
}

/**
 * What the page checks of a sealed ledger before it signs anything. A signature names the ledger and a block that its
 * author has seen, and whatever comes before that block can then not be replaced without the author's key. So the page
 * must not sign what the ledger merely says.
 */
import { hex } from "../../chain/text/hex.ts";
import { isSolved } from "../../chain/proof-of-work.ts";
import { canonicalEntry, type FoundingEntry, type Seen } from "../../chain/sealed/entry.ts";
import { EntryTree } from "../../chain/sealed/entry-tree.ts";
import { type Header, headerOf, type SealedBlock } from "../../chain/sealed/header.ts";
import { JsonFault } from "../../chain/text/json.ts";
import { parse } from "../../client/transport/lines.ts";
import type { LedgerDescription } from "../../contract/schemas/ledger.ts";
import { hashOf, isHeader, shownEntries } from "../any-block.ts";
import type { WatchedChain } from "../watched-chain.ts";
import { read, remove, write } from "./key-store.ts";
import { NotTheLedger } from "./not-the-ledger.ts";
import { vouchingStrings } from "../texts/vouching.ts";

/** How many blocks at most are hashed one by one between the newest block of the last check and that of this one. */
const WALK_LIMIT = 1_000;

/** The first block of a ledger, as the page has checked it. */
export interface CheckedGenesis {
  /** Its hash, which names the ledger in every signature. */
  readonly ledger: string;
  readonly founding: FoundingEntry;
}

/**
 * Checks the first block: its hash, its proof, and that its only entry is the founding that the Merkle root covers.
 *
 * @throws NotTheLedger if it is not so
 * @throws Refusal or Unreachable if the ledger does not serve it
 */
export async function checkGenesis({ client }: WatchedChain): Promise<CheckedGenesis> {
  const block = (await client.get("/blocks/1")) as SealedBlock;
  const entries = shownEntries(block);
  const [founding] = entries;
  const header = headerOf(block);
  await checkHash(header, 1);
  if (entries.length !== 1 || founding?.kind !== "founding") throw new NotTheLedger(vouchingStrings.faults.genesis);
  const { root } = await EntryTree.of([canonicalEntry(founding)]);
  if (hex(root) !== header.merkle_root) throw new NotTheLedger(vouchingStrings.faults.genesis);
  return { ledger: header.hash, founding };
}

/**
 * Checks the newest block, and that the chain continues the one that this browser checked last: the block that was the
 * newest then is still there, and up to {@link WALK_LIMIT} blocks after it are linked to it. Remembers the result.
 *
 * @param name of the ledger
 * @param ledger the hash of genesis; see {@link checkGenesis}
 * @returns the newest block, to be signed as seen
 * @throws NotTheLedger, Refusal, Unreachable as {@link checkGenesis}
 */
export async function checkNewest(chain: WatchedChain, name: string, ledger: string): Promise<Seen> {
  const known = await read("ledgers", name);
  if (known && known.genesis !== ledger) throw new NotTheLedger(vouchingStrings.faults.otherLedger, true);
  // The watched chain may be behind what another tab of this browser has checked.
  const { length: newest } = (await chain.client.get("")) as LedgerDescription;
  const last = known?.seen ?? { index: 1, hash: ledger };
  if (newest < last.index) throw new NotTheLedger(vouchingStrings.faults.shorter(newest, last.index));
  const { hash } = await checkHash(await headerAt(chain, last.index), last.index);
  if (hash !== last.hash) throw new NotTheLedger(vouchingStrings.faults.replaced(last.index));
  const first = Math.max(last.index, newest - WALK_LIMIT);
  const seen = await walk(chain, first === last.index ? last : await seenAt(chain, first), newest);
  await write("ledgers", name, { genesis: ledger, seen });
  return seen;
}

/** Forgets what this browser knows of a ledger, so that the next check accepts the present one. */
export async function acceptLedger(name: string): Promise<void> {
  await remove("ledgers", name);
}

/** Goes from block to block, each linked to the one before. */
async function walk(chain: WatchedChain, from: Seen, to: number): Promise<Seen> {
  let seen = from;
  if (from.index === to) return seen;
  const path = `/get_chain?from=${from.index + 1}&limit=${to - from.index}&entries=none`;
  for await (const line of chain.client.lines(path)) {
    const header = parse(line);
    if (header instanceof JsonFault) throw new NotTheLedger(vouchingStrings.faults.hash(seen.index + 1));
    const { previous_hash, hash } = await checkHash(header as Header, seen.index + 1);
    if (previous_hash !== seen.hash) throw new NotTheLedger(vouchingStrings.faults.link(seen.index + 1));
    seen = { index: seen.index + 1, hash };
  }
  return seen;
}

async function seenAt(chain: WatchedChain, index: number): Promise<Seen> {
  const { hash } = await checkHash(await headerAt(chain, index), index);
  return { index, hash };
}

async function headerAt(chain: WatchedChain, index: number): Promise<Header> {
  const block = await chain.presentBlock(index);
  if (!isHeader(block)) throw new NotTheLedger(vouchingStrings.faults.hash(index));
  return block;
}

/** @throws NotTheLedger unless it is the header of that block, with its own hash and proof */
async function checkHash(header: Header, index: number): Promise<Header> {
  const hash = await hashOf(header);
  if (header.index !== index || header.hash !== hash || !(await isSolved(header, 0))) {
    throw new NotTheLedger(vouchingStrings.faults.hash(index));
  }
  return header;
}

import { type Block, candidateBlock, sealBlock, withProof } from "../../../src/chain/block.ts";
import { patient } from "./client.ts";
import vector from "../../vectors/squares-chain.json";
import proofs from "../chain/distinct-proofs.json";

/** A valid chain of six blocks, made by another program. Storing it spares the tests its mining. */
export const VECTOR: readonly Block[] = vector;

/**
 * Every proof a `squares` chain can have, in order, computed by another program (a loop of Python's hashlib). After the
 * 225th they repeat from the 68th on.
 */
export const DISTINCT_PROOFS: readonly number[] = proofs;

/** The proof of the block at an index of any honest `squares` chain. */
export function proofAt(index: number): number {
  const repeated = 67;
  const place = index - 1;
  const within = place < proofs.length ? place : repeated + ((place - repeated) % (proofs.length - repeated));
  return proofs[within] ?? Number.NaN;
}

/** A valid chain of this many blocks. */
export async function validChain(length: number): Promise<Block[]> {
  const [genesis] = VECTOR as [Block];
  const chain = [genesis];
  for (let tip = genesis; tip.index < length; chain.push(tip)) {
    const candidate = candidateBlock(tip, patient(tip.index + 1), "dr-rao", Date.parse(tip.timestamp) + 1000);
    tip = await sealBlock(withProof(candidate, proofAt(tip.index + 1)));
  }
  return chain;
}

/** A valid chain whose next block needs the longest search, of 346,464 hashes. */
export function slowChain(): Promise<Block[]> {
  return validChain(DISTINCT_PROOFS.indexOf(Math.max(...DISTINCT_PROOFS)));
}

/** The chain with its newest block hashed: the ledger checks that block before it appends another. */
export async function withHashedTip(blocks: readonly Block[]): Promise<Block[]> {
  const tip = blocks.at(-1);
  if (!tip) return [];
  const { hash: _, ...unhashed } = tip;
  return [...blocks.slice(0, -1), await sealBlock(unhashed)];
}

/** A fake chain of this many blocks, neither mined nor hashed. */
export function imitation(length: number): Block[] {
  return Array.from({ length }, (_, place) => ({
    index: place + 1,
    timestamp: "2026-01-01T00:00:00.000Z",
    patient_name: `Patient ${place + 1} é`,
    patient_ID: `P-${place + 1}`,
    Reg_no: `REG-${place + 1}`,
    mined_by: "dr-rao",
    proof: place + 1,
    previous_hash: String(place).padStart(64, "0"),
    hash: String(place + 1).padStart(64, "0"),
  }));
}

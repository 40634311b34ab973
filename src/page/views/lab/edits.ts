import { type Block, type BLOCK_FIELDS, type CandidateBlock, hashBlock } from "../../../chain/block.ts";
import { formatFault } from "../../../chain/format.ts";

export type Field = (typeof BLOCK_FIELDS)[number];

const NUMBERS: ReadonlySet<Field> = new Set(["index", "corrects", "difficulty", "proof"]);

/** Fields that a block may lack. Emptying one removes it. */
export const OPTIONAL: ReadonlySet<Field> = new Set(["author", "corrects", "difficulty"]);

/**
 * The blocks of the lab. Like a storage that anybody can write to, they may contain anything: validation, not their
 * type, decides whether they are valid blocks.
 */
export interface LabBlocks {
  /** The block before the first, taken as valid, if the blocks are the end of a chain. */
  readonly before: Block | undefined;
  readonly blocks: readonly Block[];
}

/**
 * Sets a field of a block to the typed text: as a number where it is one, otherwise unchanged. Lone surrogates, which
 * have no UTF-8 encoding, are replaced.
 */
export function edited(block: Block, field: Field, text: string): Block {
  const { [field]: _, ...others } = block;
  if (OPTIONAL.has(field) && text === "") return others as Block;
  const isNumber = NUMBERS.has(field) && /^(0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text));
  return { ...block, [field]: isNumber ? Number(text) : text.toWellFormed() };
}

/** The hash of a block's content; nothing if the content has no UTF-8 encoding and so cannot be hashed. */
export function contentHash(block: Block): Promise<string | undefined> {
  return hashBlock(block).catch(() => undefined);
}

/** The block with the hash of its content. */
export async function rehashed(block: Block): Promise<Block> {
  return { ...block, hash: (await contentHash(block)) ?? block.hash };
}

/** Links a block to its predecessor for its place, and computes its hash. Mines nothing. */
export function relinkedAt({ before, blocks }: LabBlocks, place: number): Promise<Block> {
  const block = blocks[place] as Block;
  const previous_hash = blockBefore({ before, blocks }, place)?.hash ?? "0";
  return rehashed({ ...block, index: indexAt(before, place), previous_hash });
}

/** Relinks every block from a place on. */
export async function relinkedFrom({ before, blocks }: LabBlocks, place: number): Promise<Block[]> {
  const relinked = [...blocks];
  for (let at = place; at < relinked.length; at++) relinked[at] = await relinkedAt({ before, blocks: relinked }, at);
  return relinked;
}

/** The predecessor of the block at a place. */
export function blockBefore({ before, blocks }: LabBlocks, place: number): Block | undefined {
  return place === 0 ? before : blocks[place - 1];
}

/** The index of the block at a place. */
export function indexAt(before: Block | undefined, place: number): number {
  return (before?.index ?? 0) + place + 1;
}

/**
 * The candidate for mining a place again: its block without proof and hash, linked to its predecessor.
 *
 * @returns nothing where mining cannot help, since the block or its predecessor's proof is malformed
 */
export function candidateAt(lab: LabBlocks, place: number): CandidateBlock | undefined {
  const previous = blockBefore(lab, place);
  const { hash: _, proof: __, ...content } = lab.blocks[place] as Block;
  const previous_hash = previous?.hash ?? "0";
  const candidate = { ...content, index: indexAt(lab.before, place), previous_hash };
  if (formatFault({ ...candidate, proof: 0, hash: "0".repeat(64) })) return undefined;
  return previous && !Number.isSafeInteger(previous.proof) ? undefined : candidate;
}

/** The blocks, with one moved by one place; unchanged if it cannot be moved. */
export function moved(blocks: readonly Block[], place: number, by: -1 | 1): readonly Block[] {
  const block = blocks[place];
  const other = blocks[place + by];
  return block && other ? blocks.with(place, other).with(place + by, block) : blocks;
}

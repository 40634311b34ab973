import { type Block, type BLOCK_FIELDS, type CandidateBlock, hashBlock } from "../../../chain/block.ts";
import { formatFault } from "../../../chain/format.ts";

export type Field = (typeof BLOCK_FIELDS)[number];

const NUMBERS: ReadonlySet<Field> = new Set(["index", "corrects", "difficulty", "proof"]);

/** What not every block has; an empty field takes it away. */
export const OPTIONAL: ReadonlySet<Field> = new Set(["author", "corrects", "difficulty"]);

/**
 * The blocks of the lab. Whoever edits them may write anything into them, as into a storage: that they are blocks is
 * what their checking says, not their type.
 */
export interface LabBlocks {
  /** The block before the first, taken as given, where the blocks are the end of a chain. */
  readonly before: Block | undefined;
  readonly blocks: readonly Block[];
}

/**
 * The block with what was typed into a field: a number where it is one, else the text as it is, but for characters that
 * are none and would have no bytes.
 */
export function edited(block: Block, field: Field, text: string): Block {
  const { [field]: _, ...others } = block;
  if (OPTIONAL.has(field) && text === "") return others as Block;
  const isNumber = NUMBERS.has(field) && /^(0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text));
  return { ...block, [field]: isNumber ? Number(text) : text.toWellFormed() };
}

/** The hash of a block's content, or nothing where it has none: text that is no Unicode has no bytes. */
export function contentHash(block: Block): Promise<string | undefined> {
  return hashBlock(block).catch(() => undefined);
}

/** The block with the hash that its content has. */
export async function rehashed(block: Block): Promise<Block> {
  return { ...block, hash: (await contentHash(block)) ?? block.hash };
}

/** The block as it would stand in its place, linked to the one before it; its hash is computed, nothing is mined. */
export function relinkedAt({ before, blocks }: LabBlocks, place: number): Promise<Block> {
  const block = blocks[place] as Block;
  const previous_hash = blockBefore({ before, blocks }, place)?.hash ?? "0";
  return rehashed({ ...block, index: indexAt(before, place), previous_hash });
}

/** Every block from a place on, linked anew to the one before it. */
export async function relinkedFrom({ before, blocks }: LabBlocks, place: number): Promise<Block[]> {
  const relinked = [...blocks];
  for (let at = place; at < relinked.length; at++) relinked[at] = await relinkedAt({ before, blocks: relinked }, at);
  return relinked;
}

/** The block before a place. */
export function blockBefore({ before, blocks }: LabBlocks, place: number): Block | undefined {
  return place === 0 ? before : blocks[place - 1];
}

/** The index that belongs to a place. */
export function indexAt(before: Block | undefined, place: number): number {
  return (before?.index ?? 0) + place + 1;
}

/**
 * What is to be mined again in a place: its block without proof and hash, linked to the one before it.
 *
 * @returns nothing where mining cannot help: the block, or the proof before it, is not of the format
 */
export function candidateAt(lab: LabBlocks, place: number): CandidateBlock | undefined {
  const previous = blockBefore(lab, place);
  const { hash: _, proof: __, ...content } = lab.blocks[place] as Block;
  const previous_hash = previous?.hash ?? "0";
  const candidate = { ...content, index: indexAt(lab.before, place), previous_hash };
  if (formatFault({ ...candidate, proof: 0, hash: "0".repeat(64) })) return undefined;
  return previous && !Number.isSafeInteger(previous.proof) ? undefined : candidate;
}

/** The blocks with one moved by a place, or as they are where it cannot be moved. */
export function moved(blocks: readonly Block[], place: number, by: -1 | 1): readonly Block[] {
  const block = blocks[place];
  const other = blocks[place + by];
  return block && other ? blocks.with(place, other).with(place + by, block) : blocks;
}

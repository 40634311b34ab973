import { type Block, BLOCK_FIELDS } from "../../../src/chain/block.ts";
import { blockAt, reseal } from "./chains.ts";

/** The name in every edit, which no report may show. */
export const MALLORY = "Mallory";

/** Another value for each attribute that still has a block's format, for blocks from index 3 on. */
const EDITS: { readonly [Field in keyof Required<Block>]: Required<Block>[Field] } = {
  index: 99,
  timestamp: "2026-02-03T04:05:06.789Z",
  patient_name: MALLORY,
  patient_ID: `P-${MALLORY}`,
  Reg_no: `REG-${MALLORY}`,
  author: MALLORY,
  mined_by: MALLORY,
  corrects: 2,
  difficulty: 13,
  proof: 12_345,
  previous_hash: "1".repeat(64),
  hash: "0".repeat(64),
};

/** What may stand in a file in the place of a block without being it, with a description of each. */
export async function otherBlocks(chain: readonly Block[], index: number): Promise<[string, unknown][]> {
  const block = blockAt(chain, index);
  const edited = BLOCK_FIELDS.map((field): [string, unknown] => [
    `another ${field}`,
    { ...block, [field]: EDITS[field] },
  ]);
  const resealed = BLOCK_FIELDS.filter((field) => field !== "hash").map(async (field): Promise<[string, unknown]> => [
    `another ${field} and the hash to match`,
    await reseal(block, { [field]: EDITS[field] }),
  ]);
  const removed = BLOCK_FIELDS.filter((field) => block[field] !== undefined).map((field): [string, unknown] => [
    `no ${field}`,
    { ...block, [field]: undefined },
  ]);
  return [
    ...edited,
    ...(await Promise.all(resealed)),
    ...removed,
    ["every attribute edited", EDITS],
    ["one more attribute", { ...block, note: MALLORY }],
    ["the block before it", blockAt(chain, index - 1)],
    ["the block after it", blockAt(chain, index + 1)],
    ["null for a block", null],
    ["text for a block", MALLORY],
    ["a list for a block", [block]],
    ["no attributes", {}],
  ];
}

import * as z from "zod";
import { blockSchema } from "./block.ts";

export const chainSchema = z
  .object({
    chain: z.array(blockSchema),
    length: z.int().meta({ description: "The length of the whole chain, not of this page." }),
    next: z.string().optional().meta({ description: "The path of the next page, while there is one." }),
  })
  .meta({ id: "Chain" });

export const minersSchema = z
  .object({
    length: z.int().meta({ description: "The length of the chain that this was counted on." }),
    miners: z.array(
      z.object({
        miner: z.string().meta({ description: "The `mined_by` of its blocks." }),
        blocks: z.int().meta({ description: "One unit of reward for each." }),
        share: z.number().meta({ description: "Its part of all blocks but genesis." }),
        last_block: z.int().meta({ description: "The index of its newest block." }),
      }),
    ),
  })
  .meta({ id: "Miners" });

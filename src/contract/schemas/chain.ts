import * as z from "zod";
import { blockSchema } from "./block.ts";
import { headerSchema, sealedBlockSchema } from "./header.ts";

/** A block of either kind of ledger, or the header of a sealed one. */
export const anyBlockSchema = z.union([blockSchema, sealedBlockSchema, headerSchema]).meta({ id: "AnyBlock" });

export const chainSchema = z
  .object({
    chain: z.array(anyBlockSchema),
    length: z.int().min(0).meta({ description: "The length of the whole chain, not of this page." }),
    next: z.string().optional().meta({ description: "The path of the next page, if there is one." }),
  })
  .meta({ id: "Chain" });

export const minersSchema = z
  .object({
    length: z.int().min(0).meta({ description: "The length of the chain when this was counted." }),
    miners: z.array(
      z.object({
        miner: z.string().meta({ description: "The `mined_by` of its blocks." }),
        blocks: z.int().min(0).meta({ description: "The number of blocks; each earns one unit of reward." }),
        share: z.number().meta({ description: "Its share of all blocks except genesis, from 0 to 1." }),
        last_block: z.int().min(1).meta({ description: "The index of its newest block." }),
      }),
    ),
  })
  .meta({ id: "Miners" });

import * as z from "zod";
import { blockSchema } from "./block.ts";
import { receiptSchema } from "./evidence.ts";
import { puzzleFields, tipSchema } from "./ledger.ts";
import type { Value } from "./value.ts";

export const workSchema = z
  .object({
    ...puzzleFields,
    tip: tipSchema,
    candidate: blockSchema.omit({ proof: true, hash: true }).meta({ id: "CandidateBlock" }),
  })
  .meta({ id: "Work" });

/** The response of `POST /work` with work for an external miner. */
export type Work = Value<typeof workSchema>;

export const minedSchema = z
  .object({ message: z.string(), block: blockSchema, receipt: receiptSchema.optional() })
  .meta({ id: "Mined" });

/** The response of `POST /mine_block` with a block, and of `POST /work` for a record that is already on the chain. */
export type MinedBody = Value<typeof minedSchema>;

export const acceptedSchema = z.object({ message: z.string(), id: z.string() }).meta({ id: "Accepted" });

import * as z from "zod";
import { DIFFICULTY_RANGE } from "../../chain/proof-of-work.ts";
import type { Value } from "./value.ts";

const difficulty = z
  .int({ error: "must be a whole number" })
  .min(DIFFICULTY_RANGE.min, `must be at least ${DIFFICULTY_RANGE.min}`)
  .max(DIFFICULTY_RANGE.max, `must be at most ${DIFFICULTY_RANGE.max}`)
  .meta({ description: "How many leading zero bits a block's hash must have.", example: 16 });

export const puzzleSchema = z
  .discriminatedUnion(
    "puzzle",
    [z.strictObject({ puzzle: z.literal("squares") }), z.strictObject({ puzzle: z.literal("block-hash"), difficulty })],
    { error: "must be squares or block-hash" },
  )
  .meta({ id: "Puzzle" });

/** The attributes of the newest block that a miner needs. */
export const tipSchema = z.object({ index: z.int().min(1), proof: z.int().min(0), hash: z.string() });

/** The fields of a puzzle within a response. */
export const puzzleFields = {
  puzzle: z.enum(["squares", "block-hash"]),
  difficulty: z
    .int()
    .optional()
    .meta({ description: "On block-hash: how many leading zero bits a block's hash must have." }),
};

export const ledgerSchema = z
  .object({
    name: z.string(),
    ...puzzleFields,
    length: z.int().min(1),
    tip: tipSchema.extend({ timestamp: z.string() }),
  })
  .meta({ id: "Ledger" });

/** The response of `GET /ledgers/<name>`. */
export type LedgerDescription = Value<typeof ledgerSchema>;

/** The path parameter that identifies a ledger. */
export const ledgerParams = z.strictObject({
  name: z.string().meta({
    description: "The ledger's name: 1 to 40 lower-case letters, digits and hyphens.",
    example: "class-7-ana",
  }),
});

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

/** What a miner needs of the newest block. */
export const tipSchema = z.object({ index: z.int(), proof: z.int(), hash: z.string() });

/** A puzzle as answers tell it, among other fields. */
export const puzzleFields = {
  puzzle: z.enum(["squares", "block-hash"]),
  difficulty: z.int().optional().meta({ description: "On block-hash: the leading zero bits of a block's hash." }),
};

export const ledgerSchema = z
  .object({ name: z.string(), ...puzzleFields, length: z.int(), tip: tipSchema.extend({ timestamp: z.string() }) })
  .meta({ id: "Ledger" });

/** What `GET /ledgers/<name>` answers. */
export type LedgerDescription = Value<typeof ledgerSchema>;

/** The parameter of a path that means a ledger. */
export const ledgerParams = z.strictObject({
  name: z.string().meta({
    description: "The ledger's name: 1 to 40 lower-case letters, digits and hyphens.",
    example: "class-7-ana",
  }),
});

import * as z from "zod";
import { publicJwkSchema } from "./public-key.ts";
import type { Value } from "./value.ts";

/** The attributes of the newest block that a miner needs. */
export const tipSchema = z.object({ index: z.int().min(1), proof: z.int().min(0), hash: z.string() });

/** The fields of a puzzle within a response. */
export const puzzleFields = {
  puzzle: z.enum(["squares", "block-hash"]),
  difficulty: z
    .int()
    .optional()
    .meta({ description: "On block-hash: how many leading zero bits a block's hash must have." }),
  target: z.string().meta({
    description:
      "64 hex digits: the number that the hash which the puzzle is about must be below, read as a number of 256 bits.",
  }),
};

export const ledgerSchema = z
  .object({
    name: z.string(),
    ...puzzleFields,
    records: z.enum(["plain", "sealed"]).meta({ description: "How records are held." }),
    signatures: z
      .literal("required")
      .exactOptional()
      .meta({ description: "Present if records and corrections must be signed." }),
    registrar: publicJwkSchema
      .exactOptional()
      .meta({ description: "The key whose endorsement every author's key needs, if there is one." }),
    successor: publicJwkSchema
      .exactOptional()
      .meta({ description: "The key whose endorsements count as well, if there is one." }),
    sandbox: z
      .literal(true)
      .exactOptional()
      .meta({ description: "Present on a sandbox: a ledger to practise on, which can be deleted." }),
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

import * as z from "zod";

export const blockSchema = z
  .object({
    index: z.int().min(1).meta({ description: "1 for genesis, then consecutive." }),
    timestamp: z.string().meta({ format: "date-time", example: "2026-01-02T00:00:00.000Z" }),
    patient_name: z.string(),
    patient_ID: z.string(),
    Reg_no: z.string(),
    mined_by: z.string().meta({ description: "The subject of the token that registered the record." }),
    proof: z.int().min(1).meta({ description: "The nonce that solves the puzzle.", example: 533 }),
    previous_hash: z.string().meta({ description: "The hash of the block before; 0 for genesis." }),
    hash: z.string().meta({ description: "Hex SHA-256 of the RFC 8785 bytes of the block without hash." }),
  })
  .meta({ id: "Block" });

export const chainSchema = z
  .object({
    chain: z.array(blockSchema),
    length: z.int().meta({ description: "The length of the whole chain, not of this page." }),
    next: z.string().optional().meta({ description: "The path of the next page, while there is one." }),
  })
  .meta({ id: "Chain" });

export const minedSchema = z.object({ message: z.string(), block: blockSchema }).meta({ id: "Mined" });

export const verdictSchema = z
  .discriminatedUnion("valid", [
    z.object({ message: z.string(), valid: z.literal(true), length: z.int(), head: z.string() }),
    z.object({
      message: z.string(),
      valid: z.literal(false),
      length: z.int(),
      fault: z.object({
        index: z.int(),
        rule: z.string(),
        expected: z.string(),
        actual: z.string(),
        detail: z.string(),
      }),
    }),
  ])
  .meta({ id: "Verdict" });

export const problemSchema = z
  .looseObject({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() })
  .meta({ id: "Problem", description: "Problem details (RFC 9457)." });

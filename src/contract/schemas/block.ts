import * as z from "zod";

export const blockSchema = z
  .object({
    index: z.int().min(1).meta({ description: "1 for genesis, then consecutive." }),
    timestamp: z.string().meta({ format: "date-time", example: "2026-01-02T00:00:00.000Z" }),
    patient_name: z.string(),
    patient_ID: z.string(),
    Reg_no: z.string(),
    author: z.string().exactOptional().meta({ description: "Who registered the record, where that is not mined_by." }),
    mined_by: z.string().meta({
      description: "Who is rewarded: who handed in the proof, or whose record the ledger mined itself.",
    }),
    corrects: z
      .int()
      .exactOptional()
      .meta({ description: "Of a correction: the index of the block that it corrects." }),
    difficulty: z
      .int()
      .exactOptional()
      .meta({ description: "On block-hash: the leading zero bits that hash must have." }),
    proof: z.int().min(0).meta({ description: "The nonce that solves the puzzle.", example: 533 }),
    previous_hash: z.string().meta({ description: "The hash of the block before; 0 for genesis." }),
    hash: z.string().meta({ description: "Hex SHA-256 of the RFC 8785 bytes of the block without hash." }),
  })
  .meta({ id: "Block" });

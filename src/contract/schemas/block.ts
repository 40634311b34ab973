import * as z from "zod";

export const blockSchema = z
  .object({
    index: z.int().min(1).meta({ description: "Consecutive, starting with 1 for genesis." }),
    timestamp: z.string().meta({ format: "date-time", example: "2026-01-02T00:00:00.000Z" }),
    patient_name: z.string(),
    patient_ID: z.string(),
    Reg_no: z.string(),
    author: z.string().exactOptional().meta({ description: "Who registered the record; absent if that is mined_by." }),
    mined_by: z.string().meta({
      description:
        "Who gets the reward: the external miner that submitted the proof, or the author if the ledger mined it.",
    }),
    corrects: z
      .int()
      .min(1)
      .exactOptional()
      .meta({ description: "In a correction: the index of the corrected block." }),
    difficulty: z
      .int()
      .exactOptional()
      .meta({ description: "On block-hash ledgers: how many leading zero bits hash must have." }),
    proof: z.int().min(0).meta({ description: "The nonce that solves the puzzle.", example: 533 }),
    previous_hash: z.string().meta({ description: "The hash of the previous block; 0 for genesis." }),
    hash: z.string().meta({ description: "SHA-256, in hex, of the RFC 8785 bytes of the block without hash." }),
  })
  .meta({ id: "Block" });

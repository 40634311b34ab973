import * as z from "zod";

export const blockSchema = z
  .object({
    index: z.int().min(1).meta({ description: "1 for genesis, then consecutive." }),
    timestamp: z.string().meta({ format: "date-time", example: "2026-01-02T00:00:00.000Z" }),
    patient_name: z.string(),
    patient_ID: z.string(),
    Reg_no: z.string(),
    author: z.string().optional().meta({ description: "Who registered the record, where that is not mined_by." }),
    mined_by: z.string().meta({
      description: "Who is rewarded: who handed in the proof, or whose record the ledger mined itself.",
    }),
    corrects: z.int().optional().meta({ description: "Of a correction: the index of the block that it corrects." }),
    difficulty: z.int().optional().meta({ description: "On block-hash: the leading zero bits that hash must have." }),
    proof: z.int().min(0).meta({ description: "The nonce that solves the puzzle.", example: 533 }),
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

/** What a miner needs of the newest block. */
const tipSchema = z.object({ index: z.int(), proof: z.int(), hash: z.string() });

const puzzleFields = {
  puzzle: z.enum(["squares", "block-hash"]),
  difficulty: z.int().optional().meta({ description: "On block-hash: the leading zero bits of a block's hash." }),
};

export const ledgerSchema = z
  .object({ name: z.string(), ...puzzleFields, length: z.int(), tip: tipSchema.extend({ timestamp: z.string() }) })
  .meta({ id: "Ledger" });

export const workSchema = z
  .object({
    ...puzzleFields,
    tip: tipSchema,
    candidate: blockSchema.omit({ proof: true, hash: true }).meta({ id: "CandidateBlock" }),
  })
  .meta({ id: "Work" });

export const acceptedSchema = z.object({ message: z.string(), id: z.string() }).meta({ id: "Accepted" });

export const pendingSchema = z
  .object({
    status: z.literal("pending"),
    position: z.int().min(1).meta({ description: "Its place in the order of arrival." }),
  })
  .meta({ id: "Pending" });

export const mempoolSchema = z
  .object({
    size: z.int(),
    oldest_age_seconds: z.number().nullable(),
    pending: z.array(z.object({ id: z.string(), position: z.int() })),
  })
  .meta({ id: "Mempool" });

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

const hashSchema = z.string().meta({ description: "SHA-256 in lower-case hex." });

export const receiptSchema = z
  .object({
    leaf_index: z.int().meta({ description: "The block's leaf, from 0: its index less one." }),
    tree_size: z.int(),
    leaf_hash: hashSchema,
    path: z.array(hashSchema).meta({ description: "The leaf's sibling first." }),
    checkpoint: z.string().meta({ description: "The signed checkpoint of the tree." }),
  })
  .meta({ id: "Receipt" });

export const consistencySchema = z
  .object({
    from: z.int(),
    to: z.int(),
    from_root: hashSchema,
    to_root: hashSchema,
    path: z.array(hashSchema),
  })
  .meta({ id: "Consistency" });

export const cosignedSchema = z
  .object({
    cosignatures: z.int().meta({ description: "How many different witnesses have cosigned the checkpoint now." }),
    counted: z.array(z.string()).meta({
      description:
        "Which of the cosignatures that were sent count, as `<name>+<id>` of the witness's key. The operator adds a missing key to WITNESS_KEYS.",
    }),
  })
  .meta({ id: "Cosigned" });

export const noteSchema = z.string().meta({ id: "Note", description: "Text with signatures (C2SP signed-note)." });

export const minedSchema = z
  .object({ message: z.string(), block: blockSchema, receipt: receiptSchema.optional() })
  .meta({ id: "Mined" });

const since = z
  .int()
  .optional()
  .meta({ description: "The index of the first block that was checked, where the query asked for one." });

export const verdictSchema = z
  .discriminatedUnion("valid", [
    z.object({
      message: z.string(),
      valid: z.literal(true),
      length: z.int(),
      head: z.string(),
      checkpoint: z
        .object({ size: z.int() })
        .nullable()
        .meta({ description: "The newest signed checkpoint, which the chain agrees with; null when none was signed." }),
      since,
      kept: z.object({ size: z.int() }).optional(),
    }),
    z.object({
      message: z.string(),
      valid: z.literal(false),
      length: z.number().meta({ description: "The index of the newest stored block, which somebody may have edited." }),
      fault: z.object({
        index: z.int(),
        rule: z.string(),
        expected: z.string(),
        actual: z.string(),
        detail: z.string(),
      }),
      since,
      kept: z.object({ size: z.int() }).optional(),
    }),
  ])
  .meta({ id: "Verdict" });

export const problemSchema = z
  .looseObject({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() })
  .meta({ id: "Problem", description: "Problem details (RFC 9457)." });

export const batchLineSchema = z
  .object({
    line: z.int().meta({ description: "The line of the request that this answers, from 1." }),
    status: z.int().meta({ description: "202 accepted, 200 on the chain already, otherwise the problem's status." }),
    location: z.string().optional().meta({ description: "Where the record is: /mempool/<id> or /blocks/<index>." }),
    problem: problemSchema.optional(),
    retry_after: z
      .int()
      .optional()
      .meta({ description: "When the mempool is full: seconds to wait before the next try." }),
  })
  .meta({ id: "BatchLine" });

import * as z from "zod";
import { treeSize } from "./numbers.ts";

const hashSchema = z.string().meta({ description: "SHA-256 in lower-case hex." });

/** Which checkpoint to return. */
export const checkpointQuery = z.strictObject({
  cosignatures: z
    .string()
    .regex(/^\d{1,2}$/, "must be a whole number up to 99")
    .transform(Number)
    .optional()
    .meta({
      override: { type: "integer", minimum: 0, maximum: 99 },
      description: "Return the newest checkpoint with at least this many cosignatures; the newest of all by default.",
    }),
});

/** Which two trees to compare. */
export const consistencyQuery = z.strictObject({
  from: treeSize.meta({ description: "The size of the earlier tree.", example: 1 }),
  to: treeSize.meta({ description: "The size of the later tree.", example: 2 }),
});

export const receiptSchema = z
  .object({
    leaf_index: z
      .int()
      .min(0)
      .meta({ description: "The index of the block's leaf, from 0: the block's index minus one." }),
    tree_size: z.int().min(1),
    leaf_hash: hashSchema,
    path: z.array(hashSchema).meta({ description: "The inclusion path, starting with the leaf's sibling." }),
    checkpoint: z.string().meta({ description: "The signed checkpoint of the tree." }),
  })
  .meta({ id: "Receipt" });

export const consistencySchema = z
  .object({
    from: z.int().min(0),
    to: z.int().min(0),
    from_root: hashSchema,
    to_root: hashSchema,
    path: z.array(hashSchema),
  })
  .meta({ id: "Consistency" });

export const cosignedSchema = z
  .object({
    cosignatures: z.int().min(0).meta({ description: "How many distinct witnesses have cosigned the checkpoint now." }),
    counted: z.array(z.string()).meta({
      description:
        "Which of the submitted cosignatures count, as `<name>+<id>` of the witness's key. If yours is missing, ask the " +
        "operator to add its key to WITNESS_KEYS.",
    }),
  })
  .meta({ id: "Cosigned" });

export const noteSchema = z.string().meta({ id: "Note", description: "Text with signatures (C2SP signed-note)." });

import * as z from "zod";

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

import * as z from "zod";
import type { Fault } from "../../chain/fault.ts";
import { names } from "./keys.ts";
import type { Value } from "./value.ts";

const since = z
  .int()
  .optional()
  .meta({ description: "The index of the first block that was checked, if the query gave one." });

const signatures = z
  .object({
    signed: z.int().min(0).meta({ description: "How many records and corrections an author signed." }),
    unsigned: z.int().min(0).meta({ description: "How many records and corrections nobody signed." }),
    keys: z.int().min(0).meta({ description: "How many keys were enrolled, those revoked since included." }),
    disputed: z.int().min(0).meta({
      description:
        "How many records, corrections and erasures are valid, but signed by a key in a block from its `compromised_since` on.",
    }),
    names,
  })
  .meta({
    description:
      "On a sealed ledger: the signatures, all of which were verified. If the query gave `since`, only the blocks from " +
      "the one before it on are counted, and only the signatures of keys that they enrol were verified.",
  });

const records = z
  .object({
    opened: z.int().min(0).meta({ description: "How many versions of records opened to what the chain says." }),
    erased: z.int().min(0).meta({ description: "How many versions no longer open, since their records were erased." }),
  })
  .meta({
    description:
      "On a sealed ledger, if the query was `records=open`: how many versions of records there are. Each correction is " +
      "a version. The subjects of keys are opened too, but not counted.",
  });

export const verdictSchema = z
  .discriminatedUnion("valid", [
    z.object({
      message: z.string(),
      valid: z.literal(true),
      length: z.int().min(0),
      head: z.string(),
      checkpoint: z
        .object({ size: z.int().min(0) })
        .nullable()
        .meta({ description: "The newest signed checkpoint, with which the chain agrees; null if none was signed." }),
      signatures: signatures.optional(),
      records: records.optional(),
      since,
      kept: z.object({ size: z.int().min(0) }).optional(),
    }),
    z.object({
      message: z.string(),
      valid: z.literal(false),
      length: z.number().meta({ description: "The index of the newest stored block. It may have been tampered with." }),
      fault: z.object({
        index: z.int().min(1),
        // Described as a plain string, since rules may be added.
        rule: z.string() as z.ZodType<Fault["rule"]>,
        expected: z.string(),
        actual: z.string(),
        detail: z.string(),
      }),
      since,
      kept: z.object({ size: z.int().min(0) }).optional(),
    }),
  ])
  .meta({ id: "Verdict" });

/** The response of `GET /is_valid`. */
export type VerdictBody = Value<typeof verdictSchema>;

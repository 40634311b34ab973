import * as z from "zod";
import type { Fault } from "../../chain/fault.ts";
import type { Value } from "./value.ts";

const since = z
  .int()
  .optional()
  .meta({ description: "The index of the first block that was checked, if the query gave one." });

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

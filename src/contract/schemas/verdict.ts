import * as z from "zod";
import type { Fault } from "../../chain/fault.ts";
import type { Value } from "./value.ts";

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
        // Described as text: there may be more of them one day.
        rule: z.string() as z.ZodType<Fault["rule"]>,
        expected: z.string(),
        actual: z.string(),
        detail: z.string(),
      }),
      since,
      kept: z.object({ size: z.int() }).optional(),
    }),
  ])
  .meta({ id: "Verdict" });

/** What `GET /is_valid` answers. */
export type Verdict = Value<typeof verdictSchema>;

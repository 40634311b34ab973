import * as z from "zod";
import { problemSchema } from "./problem.ts";
import type { Value } from "./value.ts";

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

export type BatchLine = Value<typeof batchLineSchema>;

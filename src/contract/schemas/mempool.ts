import * as z from "zod";
import { problemSchema } from "./problem.ts";
import type { Value } from "./value.ts";

export const pendingSchema = z
  .object({
    status: z.literal("pending"),
    position: z.int().min(1).meta({ description: "Its position in the order of arrival, from 1." }),
  })
  .meta({ id: "Pending" });

export const mempoolSchema = z
  .object({
    size: z.int().min(0),
    oldest_age_seconds: z.number().nullable(),
    pending: z
      .array(
        z.object({
          id: z.string(),
          position: z.int().min(1),
          age_seconds: z.number().min(0).meta({ description: "How long it has been waiting." }),
        }),
      )
      .meta({ description: "In the order of arrival." }),
  })
  .meta({ id: "Mempool" });

export const batchLineSchema = z
  .object({
    line: z.int().min(1).meta({
      description: "The number of the line in the request, or of the record below the header row of CSV, from 1.",
    }),
    status: z.int().meta({ description: "202 if accepted, 200 if registered before, otherwise the problem's status." }),
    location: z
      .string()
      .optional()
      .meta({ description: "Where the record is: /mempool/<id>, /blocks/<index> or /records/<number>." }),
    problem: problemSchema.optional(),
    retry_after: z
      .int()
      .optional()
      .meta({ description: "If the record may be accepted later: how many seconds to wait before retrying." }),
  })
  .meta({ id: "BatchLine" });

export type BatchLine = Value<typeof batchLineSchema>;

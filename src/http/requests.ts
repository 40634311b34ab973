import type { Context } from "hono";
import * as z from "zod";
import { type PatientRecord, RECORD_LIMITS, textFault } from "../chain/record.ts";
import { Problem, type ProblemName } from "./problem.ts";

/** Text that can stand on the chain exactly as given. */
const text = (limit: number) =>
  z
    .string({ error: ({ input }) => (input === undefined ? "is missing" : "must be text") })
    .check(({ value, issues }) => {
      const message = textFault(value, limit);
      if (message) issues.push({ code: "custom", message, input: value });
    })
    .meta({ minLength: 1, maxLength: limit });

/** An identifier: text, or a whole number, which is taken as its decimal text. */
const identifier = (limit: number) =>
  z
    .preprocess((value, context) => {
      if (typeof value !== "number") return value;
      if (Number.isSafeInteger(value) && value >= 0) return String(value);
      context.addIssue({ code: "custom", message: "must be text, or a whole number up to 2^53 - 1", input: undefined });
      return z.NEVER;
    }, text(limit))
    .meta({ override: { type: ["string", "integer"], minLength: 1, maxLength: limit, minimum: 0 } });

export const recordSchema = z
  .strictObject({
    patient_name: text(RECORD_LIMITS.patient_name).meta({ example: "Alice" }),
    patient_ID: identifier(RECORD_LIMITS.patient_ID).meta({ example: "P-1001" }),
    Reg_no: identifier(RECORD_LIMITS.Reg_no).meta({ example: "REG-2024-0001" }),
  })
  .meta({ id: "Record", description: "What a block says of a patient. Control characters are refused." });

/** A whole number from 1, written in decimal digits in a path or query. */
const ordinal = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, "must be a whole number from 1")
  .transform(Number)
  .refine(Number.isSafeInteger, "must be at most 2^53 - 1")
  .meta({ override: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } });

export const pageQuery = z.strictObject({
  from: ordinal.optional().meta({ description: "The index of the first block; 1 when absent.", example: "1" }),
  limit: ordinal.optional().meta({ description: "How many blocks at most; all when absent.", example: "100" }),
});

export const noQuery = z.strictObject({});

export const blockPath = z.strictObject({
  index: ordinal.meta({ description: "The block's index; genesis is 1.", example: "2" }),
});

/** Reads the query parameters that a route takes: each once, and no others. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, c: Context): z.output<Schema> {
  const queries = Object.entries(c.req.queries());
  const twice = queries.find(([, values]) => values.length > 1);
  if (twice) throw new Problem("invalid-query", `${JSON.stringify(twice[0].slice(0, 64))} stands twice in the query.`);
  return parse(schema, Object.fromEntries(queries.map(([name, values]) => [name, values[0]])), "invalid-query");
}

/** Reads the parameters of a path. */
export function parsePath<Schema extends z.ZodType>(schema: Schema, c: Context): z.output<Schema> {
  return parse(schema, c.req.param(), "invalid-query");
}

/** Reads a record from what a body held. */
export function parseRecord(input: unknown): PatientRecord {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new Problem("invalid-record", "The body must be one JSON object with patient_name, patient_ID and Reg_no.");
  }
  return parse(recordSchema, input, "invalid-record");
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown, problem: ProblemName): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(describe);
  const detail = errors.map((error) => `${error.name} ${error.detail}`).join("; ");
  throw new Problem(problem, `${detail}.`, { members: { errors } });
}

/** An issue as a clause about a named field. It never repeats a value, which may be a patient's. */
function describe(issue: z.core.$ZodIssue): { name: string; detail: string }[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ name: JSON.stringify(key.slice(0, 64)), detail: "is not known here" }));
  }
  return [{ name: issue.path.join("."), detail: issue.message }];
}

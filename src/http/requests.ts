import type { Context } from "hono";
import * as z from "zod";
import { isTimestamp } from "../chain/format.ts";
import { DIFFICULTY_RANGE } from "../chain/proof-of-work.ts";
import { type PatientRecord, RECORD_LIMITS } from "../chain/record.ts";
import { fieldFault } from "../chain/record-text.ts";
import { Problem, type ProblemName } from "./answers/problem.ts";

/** A field's text, which the chain keeps exactly as given. */
const text = (field: keyof PatientRecord) =>
  z
    .string({ error: ({ input }) => (input === undefined ? "is missing" : "must be text") })
    .check(({ value, issues }) => {
      const message = fieldFault(field, value);
      if (message) issues.push({ code: "custom", message, input: value });
    })
    .meta({ minLength: 1, maxLength: RECORD_LIMITS[field] });

/** An identifier: text, or a whole number, which is taken as its decimal text. */
const identifier = (field: "patient_ID" | "Reg_no") =>
  z
    .preprocess((value, context) => {
      if (typeof value !== "number") return value;
      if (Number.isSafeInteger(value) && value >= 0) return String(value);
      context.addIssue({ code: "custom", message: "must be text, or a whole number up to 2^53 - 1", input: undefined });
      return z.NEVER;
    }, text(field))
    .meta({ override: { type: ["string", "integer"], minLength: 1, maxLength: RECORD_LIMITS[field], minimum: 0 } });

export const recordSchema = z
  .strictObject({
    patient_name: text("patient_name").meta({ example: "Alice" }),
    patient_ID: identifier("patient_ID").meta({ example: "P-1001" }),
    Reg_no: identifier("Reg_no").meta({ example: "REG-2024-0001" }),
  })
  .meta({
    id: "Record",
    description:
      "What a block says of a patient. A name needs a letter or a digit, and is kept exactly. An identifier is in " +
      "Unicode NFC, without blanks at its ends and without invisible characters. Control characters are refused.",
  });

/** A whole number from 1, written in decimal digits in a path or query. */
const ordinal = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, "must be a whole number from 1")
  .transform(Number)
  .refine(Number.isSafeInteger, "must be at most 2^53 - 1")
  .meta({ override: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } });

export const pendingPath = z.strictObject({ id: z.string().meta({ description: "The pending record's id." }) });

export const pageQuery = z.strictObject({
  from: ordinal.optional().meta({ description: "The index of the first block; 1 when absent.", example: 1 }),
  limit: ordinal.optional().meta({ description: "How many blocks at most; all when absent.", example: 100 }),
});

export const noQuery = z.strictObject({});

export const eventsQuery = z.strictObject({
  from: ordinal.optional().meta({ description: "The index of the first block to send; the next one when absent." }),
});

/** The size of a tree; 0 is that of the empty one. */
const treeSize = z
  .string()
  .regex(/^(0|[1-9]\d{0,15})$/, "must be a whole number")
  .transform(Number)
  .refine(Number.isSafeInteger, "must be at most 2^53 - 1")
  .meta({ override: { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } });

export const validationQuery = z
  .strictObject({
    tree: z
      .literal("rebuild", { error: "must be rebuild" })
      .optional()
      .meta({ description: "Recompute the whole Merkle tree, not only the newest block's path." }),
    since: ordinal.optional().meta({ description: "The index of the first block to check; all when absent." }),
  })
  .check(({ value, issues }) => {
    if (value.tree === undefined || value.since === undefined) return;
    const message = "cannot go with tree=rebuild, which takes all blocks";
    issues.push({ code: "custom", path: ["since"], message, input: undefined });
  });

export const checkpointQuery = z.strictObject({
  cosignatures: z
    .string()
    .regex(/^\d{1,2}$/, "must be a whole number up to 99")
    .transform(Number)
    .optional()
    .meta({
      override: { type: "integer", minimum: 0, maximum: 99 },
      description: "The newest checkpoint that so many witnesses have cosigned; the newest of all when absent.",
    }),
});

export const proofQuery = z.strictObject({
  size: ordinal.optional().meta({ description: "The size of the tree to prove it in; the newest when absent." }),
});

export const consistencyQuery = z.strictObject({
  from: treeSize.meta({ description: "The size of the earlier tree.", example: 1 }),
  to: treeSize.meta({ description: "The size of the later tree.", example: 2 }),
});

export const tilePath = z.strictObject({
  tile: z
    .string()
    .transform((path, context) => {
      // Level, groups of three digits of the tile's number with x before all but the last, and the width of a part.
      const [, level, groups, last, width] =
        /^(\d|[1-5]\d|6[0-3]|entries)\/((?:x\d{3}\/){0,4})(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? [];
      const isOverlong = groups?.startsWith("x000/") === true;
      if (level === undefined || last === undefined || isOverlong || Number(width ?? 1) > 255) {
        context.addIssue({ code: "custom", message: "must be a tile's path, as C2SP tlog-tiles writes it" });
        return z.NEVER;
      }
      const index = Number((groups ?? "").replace(/[x/]/g, "") + last);
      return { level: level === "entries" ? level : Number(level), index, width: Number(width ?? 256) };
    })
    .meta({
      override: { type: "string" },
      description: "Such as 0/000, 0/x001/234, 0/000.p/17 or entries/000.",
      example: "0/000.p/1",
    }),
});

export const ledgerPath = z.strictObject({
  name: z.string().meta({
    description: "The ledger's name: 1 to 40 lower-case letters, digits and hyphens.",
    example: "class-7-ana",
  }),
});

export const blockPath = z.strictObject({
  index: ordinal.meta({ description: "The block's index; genesis is 1.", example: 2 }),
});

const proof = z
  .preprocess(
    // Forms can only send text.
    (value) => (typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value),
    z.int({ error: "must be a whole number up to 2^53 - 1" }).min(0, "must be a whole number from 0"),
  )
  .meta({ override: { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } });

/** A record to be mined here, or with it the proof that a miner outside found. */
export const mineSchema = recordSchema
  .extend({
    proof: proof.optional().meta({ description: "Found by a miner outside; it is checked instead of searched." }),
    timestamp: z
      .string({ error: "must be text" })
      .refine(isTimestamp, "must be an RFC 3339 time in UTC with milliseconds")
      .optional()
      .meta({ format: "date-time", description: "Of the candidate that the proof was found for, on block-hash." }),
    previous_hash: z
      .string({ error: "must be text" })
      .regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits")
      .optional()
      .meta({ description: "Of the candidate that the proof was found for: tells late work from wrong work." }),
  })
  .check(({ value, issues }) => {
    if (value.proof !== undefined) return;
    for (const key of ["timestamp", "previous_hash"] as const) {
      if (value[key] === undefined) continue;
      issues.push({ code: "custom", path: [key], message: "belongs to a proof, which is missing", input: undefined });
    }
  })
  .meta({ id: "RecordToMine" });

const difficulty = z
  .int({ error: "must be a whole number" })
  .min(DIFFICULTY_RANGE.min, `must be at least ${DIFFICULTY_RANGE.min}`)
  .max(DIFFICULTY_RANGE.max, `must be at most ${DIFFICULTY_RANGE.max}`)
  .meta({ description: "How many leading zero bits a block's hash must have.", example: 16 });

export const puzzleSchema = z
  .discriminatedUnion(
    "puzzle",
    [z.strictObject({ puzzle: z.literal("squares") }), z.strictObject({ puzzle: z.literal("block-hash"), difficulty })],
    { error: "must be squares or block-hash" },
  )
  .meta({ id: "Puzzle" });

/** Reads the query parameters that a route takes: each once, and no others. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, c: Context): z.output<Schema> {
  const queries = Object.entries(c.req.queries());
  const twice = queries.find(([, values]) => values.length > 1);
  if (twice) throw new Problem("invalid-query", `${JSON.stringify(twice[0].slice(0, 64))} stands twice in the query.`);
  return parse(schema, Object.fromEntries(queries.map(([name, values]) => [name, values[0]])), "invalid-query");
}

/** Reads a parameter of a path. */
export function parsePath<Schema extends z.ZodType>(schema: Schema, parameters: object): z.output<Schema> {
  return parse(schema, parameters, "invalid-query");
}

/** Reads a record, or what else a schema describes, from what a body held. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  problem: ProblemName = "invalid-record",
): z.output<Schema> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new Problem(problem, "The body must be one JSON object, with the fields that GET /docs lists.");
  }
  return parse(schema, input, problem);
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown, problem: ProblemName): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(describe).slice(0, ERRORS_NAMED);
  const detail = errors.map((error) => `${error.name} ${error.detail}`).join("; ");
  throw new Problem(problem, `${detail}.`, { members: { errors } });
}

/** Of more faults than these in one body only the first are named. */
const ERRORS_NAMED = 10;

/** An issue as a clause about a named field. It never repeats a value, which may be a patient's. */
function describe(issue: z.core.$ZodIssue): { name: string; detail: string }[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ name: JSON.stringify(key.slice(0, 64)), detail: "is not known here" }));
  }
  return [{ name: issue.path.join("."), detail: issue.message }];
}

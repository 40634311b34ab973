import type * as z from "zod";
import { BODY_TYPES, NDJSON, TEXT } from "./content.ts";
import type { ProblemName } from "./problems.ts";
import { recordSchema } from "./schemas/record.ts";
import { noteSchema } from "./schemas/evidence.ts";

/** The body of a request. Every one that is declared is required. */
export type Body = FieldsBody | typeof NOTE | typeof BATCH;

/** An object of named fields, as JSON or as a form. */
interface FieldsBody<Schema extends z.ZodType = z.ZodType> {
  readonly kind: "fields";
  /** The content types that are described; any of the {@link BODY_TYPES} is read. */
  readonly types: readonly string[];
  readonly schema: Schema;
  /** The bytes that it may have. */
  readonly most: number;
  /** The problem of fields that the schema does not take. */
  readonly problem: ProblemName;
}

/** The longest body of a single record, in bytes. */
export const RECORD_LIMIT = 16 * 1024;

/** The most that a batch of records may hold. */
export const BATCH_LIMIT = { lines: 10_000, bytes: 4 * 1024 * 1024 } as const;

/** The longest body of a note, in bytes: C2SP signed-note allows many long signatures. */
const NOTE_LIMIT = 256 * 1024;

/** An object with the fields of a schema. */
export const fields = <Schema extends z.ZodType>(
  schema: Schema,
  problem: ProblemName = "invalid-record",
  types: readonly string[] = BODY_TYPES,
): FieldsBody<Schema> => ({ kind: "fields", types, schema, most: RECORD_LIMIT, problem });

/** A text with signatures. */
export const NOTE = { kind: "note", types: [TEXT], schema: noteSchema, most: NOTE_LIMIT } as const;

/** A record a line. */
export const BATCH = { kind: "batch", types: [NDJSON], schema: recordSchema, most: BATCH_LIMIT.bytes } as const;

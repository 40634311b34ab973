import type * as z from "zod";
import { BODY_TYPES, NDJSON, TEXT } from "./content.ts";
import type { ProblemName } from "./problems.ts";
import { recordSchema } from "./schemas/record.ts";
import { noteSchema } from "./schemas/evidence.ts";

/** The body of a request. A declared body is required. */
export type Body = FieldsBody | typeof NOTE | typeof BATCH;

/** An object with named fields, as JSON or as a form. */
interface FieldsBody<Schema extends z.ZodType = z.ZodType> {
  readonly kind: "fields";
  /** The content types in the OpenAPI description. All of {@link BODY_TYPES} are accepted. */
  readonly types: readonly string[];
  readonly schema: Schema;
  /** The maximum length, in bytes. */
  readonly most: number;
  /** The problem to report if the fields do not match the schema. */
  readonly problem: ProblemName;
}

/** The maximum length of a body with a single record, in bytes. */
export const RECORD_LIMIT = 16 * 1024;

/** The maximum size of a batch of records. */
export const BATCH_LIMIT = { lines: 10_000, bytes: 4 * 1024 * 1024 } as const;

/** The maximum length of a note, in bytes. C2SP signed-note allows many long signatures. */
const NOTE_LIMIT = 256 * 1024;

/** Declares a body with the fields of a schema. */
export const fields = <Schema extends z.ZodType>(
  schema: Schema,
  problem: ProblemName = "invalid-record",
  types: readonly string[] = BODY_TYPES,
): FieldsBody<Schema> => ({ kind: "fields", types, schema, most: RECORD_LIMIT, problem });

/** A body that is a text with signatures. */
export const NOTE = { kind: "note", types: [TEXT], schema: noteSchema, most: NOTE_LIMIT } as const;

/** A body with one record per line. */
export const BATCH = { kind: "batch", types: [NDJSON], schema: recordSchema, most: BATCH_LIMIT.bytes } as const;

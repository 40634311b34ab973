import type * as z from "zod";
import { BODY_TYPES, CSV, NDJSON, TEXT } from "./content.ts";
import type { ProblemName } from "./problems.ts";
import { recordSchema } from "./schemas/record.ts";
import { noteSchema } from "./schemas/evidence.ts";

/** The body of a request. A declared body is required unless it says otherwise. */
export type Body = FieldsBody | typeof NOTE | typeof BATCH;

/** An object with named fields, as JSON or as a form. */
export interface FieldsBody<Schema extends z.ZodType = z.ZodType> {
  readonly kind: "fields";
  /** The content types in the OpenAPI description. All of {@link BODY_TYPES} are accepted. */
  readonly types: readonly string[];
  readonly schema: Schema;
  /**
   * Chooses the schema to parse a body by if `schema` is a union, so that the errors are those of the form that was
   * meant.
   */
  readonly formOf?: (names: ReadonlySet<string>) => z.ZodType;
  /** Whether the request may come without a body. */
  readonly optional?: boolean;
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

/** Declares a body with the fields of a schema, by default those of a record. */
export const fields = <Schema extends z.ZodType>(
  schema: Schema,
  options: Partial<Pick<FieldsBody, "formOf" | "problem" | "types">> = {},
): FieldsBody<Schema> => ({
  kind: "fields",
  schema,
  most: RECORD_LIMIT,
  problem: "invalid-record",
  types: BODY_TYPES,
  ...options,
});

/** Declares that a request may come without the body. */
export const optional = <Schema extends z.ZodType>(body: FieldsBody<Schema>) => ({ ...body, optional: true }) as const;

/** A body that is a text with signatures. */
export const NOTE = { kind: "note", types: [TEXT], schema: noteSchema, most: NOTE_LIMIT } as const;

/** A body with one record per line, or per row below the header row. */
export const BATCH = { kind: "batch", types: [NDJSON, CSV], schema: recordSchema, most: BATCH_LIMIT.bytes } as const;

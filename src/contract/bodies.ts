import * as z from "zod";
import { BODY_TYPES, CSV, NDJSON, TEXT } from "./content.ts";
import type { ProblemName } from "./problems.ts";
import { recordSchema } from "./schemas/record.ts";
import { noteSchema } from "./schemas/evidence.ts";
import { signedRecordSchema } from "./schemas/signed-record.ts";

/** The body of a request. A declared body is required unless it says otherwise. */
export type Body = FieldsBody | typeof NOTE | typeof BATCH;

/** One of the forms that a body may have. */
export interface BodyForm {
  readonly schema: z.ZodType;
  /** What an error says about the choice of this form; absent for the usual one. */
  readonly choice?: string;
}

/** Chooses a form by the names of a body's fields. */
export type FormOf = (names: ReadonlySet<string>) => BodyForm;

/** An object with named fields, as JSON or as a form. */
export interface FieldsBody<Schema extends z.ZodType = z.ZodType> {
  readonly kind: "fields";
  /** The content types in the OpenAPI description. All of {@link BODY_TYPES} are accepted, unless it says otherwise. */
  readonly types: readonly string[];
  /** Whether JSON alone is accepted, where a form that was sent by mistake does harm. */
  readonly isJsonOnly?: boolean;
  readonly schema: Schema;
  /**
   * Chooses the form to parse a body by if `schema` is a union, so that the errors are those of the form that was meant.
   */
  readonly formOf?: FormOf;
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
  options: Partial<Pick<FieldsBody, "formOf" | "problem" | "types" | "isJsonOnly">> = {},
): FieldsBody<Schema> => ({
  kind: "fields",
  schema,
  most: RECORD_LIMIT,
  problem: "invalid-record",
  types: BODY_TYPES,
  ...options,
});

const SIGNED: BodyForm = {
  schema: signedRecordSchema,
  choice:
    "This was read as a signed record, since it has disclosures or a signature. Such a record has disclosures, author, seen " +
    "and signature, and no other field.",
};

/**
 * Chooses between a signed record and one that is not.
 *
 * @param unsigned the schema of the latter
 */
export const formOfRecord =
  (unsigned: z.ZodType): FormOf =>
  (names) =>
    names.has("disclosures") || names.has("signature") ? SIGNED : { schema: unsigned };

/** A body with a record, signed or not. */
export const RECORD = fields(z.union([recordSchema, signedRecordSchema]), { formOf: formOfRecord(recordSchema) });

/** Declares that a request may come without the body. */
export const optional = <Schema extends z.ZodType>(body: FieldsBody<Schema>) => ({ ...body, optional: true }) as const;

/** A body that is a text with signatures. */
export const NOTE = { kind: "note", types: [TEXT], schema: noteSchema, most: NOTE_LIMIT } as const;

/** A body with one record per line, or per row below the header row. Rows are not signed. */
export const BATCH = {
  kind: "batch",
  types: [NDJSON, CSV],
  schema: RECORD.schema,
  most: BATCH_LIMIT.bytes,
} as const;

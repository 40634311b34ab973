import * as z from "zod";
import { isTimestamp } from "../../chain/format.ts";
import { type PatientRecord, RECORD_LIMITS } from "../../chain/records/record.ts";
import { fieldFault } from "../../chain/records/record-text.ts";
import { wholeNumber } from "./numbers.ts";

/** Says what is wrong with a text, as a clause that follows the field's name. */
type TextRule = (text: string) => string | undefined;

/** A text field, which the chain stores exactly as given. */
const text = (field: keyof PatientRecord, faultOf: TextRule = (value) => fieldFault(field, value)) =>
  z
    .string({ error: ({ input }) => (input === undefined ? "is missing" : "must be text") })
    .check(({ value, issues }) => {
      const message = faultOf(value);
      if (message) issues.push({ code: "custom", message, input: value });
    })
    .meta({ minLength: 1, maxLength: RECORD_LIMITS[field] });

/**
 * An identifier: text, or a whole number, which is converted to decimal digits.
 *
 * @param faultOf the rule for the text; that of new records by default
 */
export const identifierOf = (field: "patient_ID" | "Reg_no", faultOf?: TextRule) =>
  z
    .preprocess(
      (value, context) => {
        if (typeof value !== "number") return value;
        if (Number.isSafeInteger(value) && value >= 0) return String(value);
        context.addIssue({
          code: "custom",
          message: "must be text, or a whole number up to 2^53 - 1",
          input: undefined,
        });
        return z.NEVER;
      },
      text(field, faultOf),
    )
    .meta({ override: { type: ["string", "integer"], minLength: 1, maxLength: RECORD_LIMITS[field], minimum: 0 } });

export const recordSchema = z
  .strictObject({
    patient_name: text("patient_name").meta({ example: "Alice" }),
    patient_ID: identifierOf("patient_ID").meta({ example: "P-1001" }),
    Reg_no: identifierOf("Reg_no").meta({ example: "REG-2024-0001" }),
  })
  .meta({
    id: "Record",
    description:
      "A patient's record. A name needs a letter or a digit, and is stored exactly as given. An identifier must be in " +
      "Unicode NFC, without invisible characters or white space at its ends. Control characters are refused.",
  });

/** A record to be mined, optionally with the proof that an external miner found. */
export const mineSchema = recordSchema
  .extend({
    proof: wholeNumber(0)
      .optional()
      .meta({ description: "Found by an external miner. The ledger checks it instead of searching for one." }),
    timestamp: z
      .string({ error: "must be text" })
      .refine(isTimestamp, "must be an RFC 3339 time in UTC with milliseconds")
      .optional()
      .meta({
        format: "date-time",
        description: "The timestamp of the candidate for which the proof was found; on block-hash only.",
      }),
    previous_hash: z
      .string({ error: "must be text" })
      .regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits")
      .optional()
      .meta({
        description:
          "The previous_hash of the candidate for which the proof was found; tells late work from wrong work.",
      }),
  })
  .check(({ value, issues }) => {
    if (value.proof !== undefined) return;
    for (const key of ["timestamp", "previous_hash"] as const) {
      if (value[key] === undefined) continue;
      issues.push({ code: "custom", path: [key], message: "belongs to a proof, which is missing", input: undefined });
    }
  })
  .meta({ id: "RecordToMine" });

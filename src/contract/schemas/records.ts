import * as z from "zod";
import { type PatientRecord, RECORD_LIMITS, textFault } from "../../chain/records/record.ts";
import { blockSchema } from "./block.ts";
import { receiptSchema } from "./evidence.ts";
import { entrySchema, headerSchema } from "./header.ts";
import { identifierOf } from "./record.ts";

/** A record as served to those who may read it. */
export const recordViewSchema = z
  .object({
    number: z
      .int()
      .min(1)
      .meta({ description: "The record's number: that of its entry, or on a plain ledger the index of its block." }),
    patient_name: z.string(),
    patient_ID: z.string(),
    Reg_no: z.string(),
    block: z.int().min(1).meta({ description: "The index of its block." }),
    registered_at: z.string().meta({ format: "date-time", description: "The timestamp of its block." }),
    corrects: z
      .int()
      .min(1)
      .exactOptional()
      .meta({ description: "In a correction: the number of the version that it replaces." }),
    corrected_by: z
      .int()
      .min(1)
      .exactOptional()
      .meta({ description: "The number of the version that replaces it, if there is one." }),
  })
  .meta({ id: "RegisteredRecord" });

export const versionsSchema = z
  .object({
    versions: z.array(recordViewSchema).meta({
      description: "Oldest first; the last one is the current. A narrowed token gets those of its patients.",
    }),
  })
  .meta({ id: "RecordVersions" });

export const recordsSchema = z
  .object({
    records: z.array(recordViewSchema).meta({ description: "The current versions, oldest first; at most 1,000." }),
    missing: z
      .array(z.int().min(1))
      .optional()
      .meta({ description: "The numbers of further records that cannot be opened, if there are any." }),
    more: z.literal(true).optional().meta({ description: "Present if there are more records." }),
  })
  .meta({ id: "RegisteredRecords" });

/** An identifier to search for. Older records keep to fewer rules than new ones, so any text that can be stored may be sought. */
const sought = (field: "patient_ID" | "Reg_no") =>
  identifierOf(field, (text) => textFault(text, RECORD_LIMITS[field])).optional();

/** What to search for: one of the two identifiers. */
export const searchSchema = z
  .strictObject({ Reg_no: sought("Reg_no"), patient_ID: sought("patient_ID") })
  .check(({ value: { Reg_no, patient_ID }, issues }) => {
    if ((Reg_no === undefined) !== (patient_ID === undefined)) return;
    const message = Reg_no === undefined ? "or patient_ID must be given" : "cannot be combined with patient_ID";
    issues.push({ code: "custom", path: ["Reg_no"], message, input: undefined });
  })
  .meta({ id: "RecordSearch", minProperties: 1, maxProperties: 1 });

const FIELDS = Object.keys(RECORD_LIMITS) as readonly (keyof PatientRecord)[];

/** The names of fields to disclose, separated by commas; none if absent. */
export const disclosed = z
  .string()
  .transform((text, context): (keyof PatientRecord)[] => {
    const names = text.split(",");
    const known = FIELDS.filter((field) => names.includes(field));
    if (known.length === names.length) return known;
    context.addIssue({ code: "custom", message: `must name some of ${FIELDS.join(", ")}, each once, with commas` });
    return z.NEVER;
  })
  .optional()
  .meta({
    override: { type: "string" },
    description: "The fields to disclose, separated by commas; none by default. On a plain ledger the block shows all.",
    example: "patient_ID,Reg_no",
  });

/** Proof that an entry is on a sealed ledger, with the chosen disclosures. */
export const entryReceiptSchema = receiptSchema
  .extend({
    number: z.int().min(1).meta({ description: "The entry's number." }),
    entry: entrySchema,
    position: z.int().min(0).meta({ description: "The entry's place in its block, from 0." }),
    entry_path: z
      .array(z.string())
      .meta({ description: "The path from the entry's leaf to the header's merkle_root, starting with its sibling." }),
    block: headerSchema,
    fields: z.record(z.string(), z.string()).exactOptional().meta({
      description: "The digest of each field's disclosure (RFC 9901, section 4.2.3); the commitment binds them.",
    }),
    disclosures: z
      .array(z.string())
      .exactOptional()
      .meta({ description: "The disclosures of the chosen fields (RFC 9901, section 4.2.1)." }),
  })
  .meta({ id: "EntryReceipt" });

/** Proof that a record is on a plain ledger: the receipt of its block, with the block. */
export const blockReceiptSchema = receiptSchema.extend({ block: blockSchema }).meta({ id: "BlockReceipt" });

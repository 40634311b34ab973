import * as z from "zod";
import { receiptSchema } from "./evidence.ts";
import { ordinal } from "./numbers.ts";

/** The most entries of a page of the log of reads, and how many it has unless the query says otherwise. */
const PAGE = { most: 1_000, usual: 100 } as const;

const actionSchema = z.enum([
  "read",
  "read-versions",
  "search",
  "disclose",
  "open-all",
  "register",
  "correct",
  "erase",
  "hold",
  "release",
]);

/** What is done with a record, as the log of reads says it. */
export type LoggedAction = z.output<typeof actionSchema>;

const commitment = z.string().meta({
  description: "The salted hash that its disclosures lead to, in hex. The leaf in the log's tree is over its 32 bytes.",
});

export const readEntrySchema = z
  .object({
    number: z.int().min(1).meta({ description: "The entry's number, from 1." }),
    commitment,
    at: z.string().exactOptional().meta({
      format: "date-time",
      description:
        "When. This and what follows are absent once the key of the entry's month was destroyed, six years after the month.",
    }),
    who: z.string().exactOptional().meta({ description: "The `sub` of the token." }),
    action: actionSchema.exactOptional(),
    record: z.int().min(1).nullable().exactOptional().meta({
      description: "The number of the record's version; null if the request named none, or was about all records.",
    }),
    request_id: z.string().exactOptional().meta({ description: "The `X-Request-Id` of the response." }),
    granted: z
      .boolean()
      .exactOptional()
      .meta({ description: "False if the token did not allow it, so that nothing was shown or done." }),
  })
  .meta({ id: "ReadEntry" });

export const readsSchema = z
  .object({
    entries: z.array(readEntrySchema).meta({ description: "Oldest first." }),
    next: z.string().exactOptional().meta({ description: "The path of the next page, if there is one." }),
  })
  .meta({ id: "Reads" });

/** Which entries of the log to return. */
export const readsQuery = z.strictObject({
  from: ordinal.default(1).meta({ description: "The number of the first entry; 1 by default.", example: 1 }),
  limit: ordinal
    .refine((limit) => limit <= PAGE.most, `must be at most ${PAGE.most}`)
    .default(PAGE.usual)
    .meta({
      override: { type: "integer", minimum: 1, maximum: PAGE.most },
      description: `The maximum number of entries; ${PAGE.usual} by default.`,
      example: 100,
    }),
  record: ordinal
    .optional()
    .meta({ description: "Return only the entries about the record with this number, in any of its versions." }),
});

/** The path parameter that identifies an entry of the log. */
export const readPath = z.strictObject({
  number: ordinal.meta({ description: "The entry's number, from 1.", example: 1 }),
});

/** Proof that an entry is in the log of reads. */
export const readReceiptSchema = receiptSchema
  .extend({
    leaf_index: z.int().min(0).meta({ description: "The index of the entry's leaf, from 0: its number minus one." }),
    number: z.int().min(1).meta({ description: "The entry's number, from 1." }),
    commitment,
    fields: z
      .record(z.string(), z.string())
      .exactOptional()
      .meta({
        description:
          "The digest of each attribute's disclosure (RFC 9901, section 4.2.3); absent, like the disclosures, once the key of " +
          "the entry's month was destroyed.",
      }),
    disclosures: z
      .array(z.string())
      .exactOptional()
      .meta({ description: "The disclosures of all attributes (RFC 9901, section 4.2.1)." }),
  })
  .meta({ id: "ReadReceipt" });

import * as z from "zod";

const TOO_LARGE = "must be at most 2^53 - 1";

/** A whole number from 1, in decimal digits, in a path or query. */
export const ordinal = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, "must be a whole number from 1")
  .transform(Number)
  .refine(Number.isSafeInteger, TOO_LARGE)
  .meta({ override: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } });

/** The size of a Merkle tree; 0 for the empty tree. */
export const treeSize = z
  .string()
  .regex(/^(0|[1-9]\d{0,15})$/, "must be a whole number")
  .transform(Number)
  .refine(Number.isSafeInteger, TOO_LARGE)
  .meta({ override: { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } });

/** A whole number in a body. Forms send numbers as text. */
export const wholeNumber = (least: 0 | 1) =>
  z
    .preprocess(
      (value) => (typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value),
      z
        .int({ error: ({ input }) => (input === undefined ? "is missing" : "must be a whole number up to 2^53 - 1") })
        .min(least, `must be a whole number from ${least}`),
    )
    .meta({ override: { type: "integer", minimum: least, maximum: Number.MAX_SAFE_INTEGER } });

/** The path parameter that identifies a record. */
export const recordPath = z.strictObject({
  number: ordinal.meta({
    description: "The record's number: that of its entry, or on a plain ledger the index of its block.",
    example: 2,
  }),
});

/** The path parameter that identifies a block. */
export const blockPath = z.strictObject({
  index: ordinal.meta({ description: "The block's index; genesis is 1.", example: 2 }),
});

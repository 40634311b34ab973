import type { Field } from "../edits.ts";

/** The fields of a block that the tour shows; the others would distract. */
export const SHORT_FIELDS: readonly Field[] = ["patient_name", "proof", "previous_hash", "hash"];

import type { Field } from "../edits.ts";

/** What of a block the tour shows where the others would only stand in the way. */
export const SHORT_FIELDS: readonly Field[] = ["patient_name", "proof", "previous_hash", "hash"];

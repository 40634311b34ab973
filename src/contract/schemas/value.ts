import type * as z from "zod";

/** A value with all its parts, none of which is changed. */
type Unchanged<Whole> = Whole extends object ? { readonly [Part in keyof Whole]: Unchanged<Whole[Part]> } : Whole;

/** What a schema describes, as it is sent and received. */
export type Value<Schema extends z.ZodType> = Unchanged<z.output<Schema>>;

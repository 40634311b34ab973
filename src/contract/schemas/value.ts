import type * as z from "zod";

/** A deeply readonly version of a type. */
type Unchanged<Whole> = Whole extends object ? { readonly [Part in keyof Whole]: Unchanged<Whole[Part]> } : Whole;

/** The readonly type of the values that a schema describes. */
export type Value<Schema extends z.ZodType> = Unchanged<z.output<Schema>>;

import * as z from "zod";
import type { Authorship } from "../../chain/sealed/entry.ts";
import { authorship } from "./authorship.ts";

/** Why a record is erased. */
const reason = z
  .enum(["request", "retention", "error"], {
    error: ({ input }) => (input === undefined ? "is missing" : "must be request, retention or error"),
  })
  .meta({
    description:
      "`request`: the patient asked for it. `retention`: it was kept for as long as it had to be. `error`: it should not " +
      "have been registered. The reason stays off the chain.",
  });

/** What an author adds to sign an erasure: all of it, or none. */
const SIGNING = ["author", "seen", "signature"] as const;

/** A request to erase a record. */
interface ErasureRequest {
  readonly reason: z.output<typeof reason>;
  /** Present if an author signed the erasure's entry. */
  readonly authorship?: Authorship;
}

export const erasureRequestSchema = z
  .strictObject({
    reason,
    author: authorship.author.optional(),
    seen: authorship.seen.optional(),
    signature: authorship.signature.optional(),
  })
  .transform((sent, context): ErasureRequest => {
    const { reason: why, author, seen, signature } = sent;
    if (author !== undefined && seen && signature !== undefined) {
      return { reason: why, authorship: { author, seen, signature } };
    }
    const missing = SIGNING.filter((name) => sent[name] === undefined);
    if (missing.length === SIGNING.length) return { reason: why };
    const message = "is missing: a signed erasure has author, seen and signature";
    for (const name of missing) context.addIssue({ code: "custom", path: [name], message, input: undefined });
    return z.NEVER;
  })
  .meta({
    id: "ErasureRequest",
    description: "`author`, `seen` and `signature` come together, if an author signs it.",
  });

export const erasureSchema = z
  .object({
    state: z.enum(["pending", "done"]).meta({
      description:
        "`pending` until the erasure's block is mined and nothing of the record is left in the ledger's storage.",
    }),
    entry: z.int().min(1).exactOptional().meta({ description: "The number of the erasure's entry, once it has one." }),
    reason,
    final_after: z
      .string()
      .exactOptional()
      .meta({
        format: "date-time",
        description:
          "From when on no backup of the platform holds anything of the record, and its Reg_no is free again. Absent while a " +
          "hold delays the erasure.",
      }),
  })
  .meta({ id: "Erasure" });

import * as z from "zod";

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

export const erasureRequestSchema = z.strictObject({ reason }).meta({ id: "ErasureRequest" });

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

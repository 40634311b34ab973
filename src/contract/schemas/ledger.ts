import * as z from "zod";
import { DIFFICULTY_RANGE } from "../../chain/proof-of-work.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import type { Value } from "./value.ts";

const difficulty = z
  .int({ error: "must be a whole number" })
  .min(DIFFICULTY_RANGE.min, `must be at least ${DIFFICULTY_RANGE.min}`)
  .max(DIFFICULTY_RANGE.max, `must be at most ${DIFFICULTY_RANGE.max}`)
  .meta({ description: "How many leading zero bits a block's hash must have.", example: 16 });

/** The difficulty of a sealed ledger that is created without a puzzle. */
const SEALED_DIFFICULTY = 8;

/** What is fixed when a ledger is created. */
interface Founding {
  readonly puzzle: Puzzle;
  readonly records: "plain" | "sealed";
}

export const foundingSchema = z
  .strictObject({
    puzzle: z
      .enum(["squares", "block-hash"], { error: "must be squares or block-hash" })
      .optional()
      .meta({ description: "Required on a plain ledger. On a sealed one it is block-hash, with 8 bits by default." }),
    difficulty: difficulty.optional().meta({
      description: "Required with the puzzle block-hash, and not supported with squares.",
    }),
    records: z
      .enum(["plain", "sealed"], { error: "must be plain or sealed" })
      .default("plain")
      .meta({
        description:
          "`plain`: each block holds a record that every reader of the chain can read. `sealed`: blocks hold commitments " +
          "only, and the records are encrypted beside the chain.",
      }),
  })
  .transform(({ puzzle, records, difficulty: bits }, context): Founding => {
    const refuse = (name: string, message: string): never => {
      context.addIssue({ code: "custom", path: [name], message });
      return z.NEVER;
    };
    if (puzzle === undefined && records === "sealed") {
      return { puzzle: { puzzle: "block-hash", difficulty: bits ?? SEALED_DIFFICULTY }, records };
    }
    if (puzzle === undefined) return refuse("puzzle", "must be squares or block-hash");
    if (puzzle === "squares" && records === "sealed") return refuse("puzzle", "must be block-hash on a sealed ledger");
    if (puzzle === "squares") {
      return bits === undefined
        ? { puzzle: { puzzle }, records }
        : refuse("difficulty", "is not supported with squares");
    }
    return bits === undefined ? refuse("difficulty", "is missing") : { puzzle: { puzzle, difficulty: bits }, records };
  })
  .meta({ id: "Founding" });

/** The attributes of the newest block that a miner needs. */
export const tipSchema = z.object({ index: z.int().min(1), proof: z.int().min(0), hash: z.string() });

/** The fields of a puzzle within a response. */
export const puzzleFields = {
  puzzle: z.enum(["squares", "block-hash"]),
  difficulty: z
    .int()
    .optional()
    .meta({ description: "On block-hash: how many leading zero bits a block's hash must have." }),
  target: z.string().meta({
    description:
      "64 hex digits: the number that the hash which the puzzle is about must be below, read as a number of 256 bits.",
  }),
};

export const ledgerSchema = z
  .object({
    name: z.string(),
    ...puzzleFields,
    records: z.enum(["plain", "sealed"]).meta({ description: "How records are held." }),
    length: z.int().min(1),
    tip: tipSchema.extend({ timestamp: z.string() }),
  })
  .meta({ id: "Ledger" });

/** The response of `GET /ledgers/<name>`. */
export type LedgerDescription = Value<typeof ledgerSchema>;

/** The path parameter that identifies a ledger. */
export const ledgerParams = z.strictObject({
  name: z.string().meta({
    description: "The ledger's name: 1 to 40 lower-case letters, digits and hyphens.",
    example: "class-7-ana",
  }),
});

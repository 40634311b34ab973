import * as z from "zod";
import { DIFFICULTY_RANGE } from "../../chain/proof-of-work.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import type { AuthorPolicy, PublicJwk } from "../../chain/sealed/entry.ts";
import { submittedJwk } from "./public-key.ts";

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
  /** What is demanded of the authors of a sealed ledger's records. */
  readonly authors: AuthorPolicy;
  /** Whether the ledger is a sandbox, which can be deleted. */
  readonly isSandbox: boolean;
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
    signatures: z
      .literal("required", { error: "must be required, or absent" })
      .optional()
      .meta({ description: "Present if records and corrections must be signed. On a sealed ledger only." }),
    registrar: submittedJwk("The key whose endorsement every author's key needs. On a sealed ledger only.").optional(),
    successor: submittedJwk(
      "A key whose endorsements count as well, for when the registrar's is lost. Only with a registrar.",
    ).optional(),
    sandbox: z
      .literal(true, { error: "must be true, or absent" })
      .optional()
      .meta({ description: "Present on a sandbox: a ledger to practise on, which can be deleted." }),
  })
  .transform((sent, context): Founding => {
    const fault = puzzleFault(sent) ?? authorsFault(sent);
    if (fault) {
      const [name, message] = fault;
      context.addIssue({ code: "custom", path: [name], message });
      return z.NEVER;
    }
    const {
      puzzle = "block-hash",
      difficulty: bits = SEALED_DIFFICULTY,
      records,
      signatures,
      registrar,
      successor,
      sandbox = false,
    } = sent;
    return {
      puzzle: puzzle === "squares" ? { puzzle } : { puzzle, difficulty: bits },
      records,
      authors: {
        ...(signatures && { signatures }),
        ...(registrar && { registrar }),
        ...(successor && { successor }),
      },
      isSandbox: sandbox,
    };
  })
  .meta({ id: "Founding" });

/** What a client sends to create a ledger. */
interface Sent {
  readonly puzzle?: Puzzle["puzzle"] | undefined;
  readonly difficulty?: number | undefined;
  readonly records: "plain" | "sealed";
  readonly signatures?: "required" | undefined;
  readonly registrar?: PublicJwk | undefined;
  readonly successor?: PublicJwk | undefined;
}

/** The name of a field, and what is wrong with it, as a clause. */
type Fault = readonly [name: string, clause: string];

function puzzleFault({ puzzle, records, difficulty: bits }: Sent): Fault | undefined {
  const isSealed = records === "sealed";
  if (puzzle === undefined) return isSealed ? undefined : ["puzzle", "is missing: it must be squares or block-hash"];
  if (puzzle === "squares" && isSealed) return ["puzzle", "must be block-hash on a sealed ledger"];
  if (puzzle === "squares") return bits === undefined ? undefined : ["difficulty", "is not supported with squares"];
  return bits === undefined ? ["difficulty", "is missing"] : undefined;
}

function authorsFault({ records, signatures, registrar, successor }: Sent): Fault | undefined {
  const [named] = Object.entries({ signatures, registrar, successor }).find(([, value]) => value !== undefined) ?? [];
  if (named !== undefined && records !== "sealed") return [named, "is only for a sealed ledger, with records: sealed"];
  return successor && !registrar ? ["successor", "needs a registrar, whom it succeeds"] : undefined;
}

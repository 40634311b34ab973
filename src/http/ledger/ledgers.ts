import type { Halted } from "../../ledger/contradiction.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { type Puzzle } from "../../chain/puzzle.ts";
import { DIFFICULTY_RANGE } from "../../chain/proof-of-work.ts";
import { isSearched, parseSearchLimit } from "../../mining/search-limit.ts";
import type { AppContext, Env } from "../environment.ts";
import { LEDGER_NAME, MAIN } from "../../contract/ledger-name.ts";
import { Problem } from "../answers/problem.ts";
import { requireSoundSigning } from "./signing.ts";

/** The name of the ledger that a request's path speaks of. */
export function ledgerName(c: AppContext): string {
  return c.req.param("name") ?? MAIN;
}

/** The path of one of the ledger's routes, in the form in which the request spoke of the ledger. */
export function ledgerPath(c: AppContext, path: string): string {
  const name = c.req.param("name");
  return name === undefined ? path : `/ledgers/${name}${path}`;
}

/** The object that holds the chain of the request's ledger, whether that exists or not. */
export function ledgerOf(c: AppContext): DurableObjectStub<Ledger> {
  return objects(c).getByName(ledgerName(c));
}

/** The id of that object: each ledger of each deployment has another. Asking for it does not wake the object. */
export function ledgerId(c: AppContext): string {
  return objects(c).idFromName(ledgerName(c)).toString();
}

/** As the objects find themselves, see `LedgerIdentity`. */
function objects({ env: { LEDGER, LEDGER_JURISDICTION: jurisdiction } }: AppContext): DurableObjectNamespace<Ledger> {
  return jurisdiction ? LEDGER.jurisdiction(jurisdiction as DurableObjectJurisdiction) : LEDGER;
}

/** The object's methods as they are called from here: every answer comes later, as a plain value. */
type Questions = {
  [Method in Asked]: (...args: Parameters<Ledger[Method]>) => Promise<Awaited<ReturnType<Ledger[Method]>>>;
};
type Asked =
  | "describe"
  | "head"
  | "checkpoint"
  | "receipt"
  | "consistency"
  | "tile"
  | "entries"
  | "cosign"
  | "block"
  | "validate"
  | "miners"
  | "mine"
  | "accept"
  | "work"
  | "submit"
  | "pending"
  | "mempool";

/**
 * Asks the request's ledger something.
 *
 * @param question calls one method of the object; its answer is `undefined` when the ledger does not exist
 * @throws Problem when there is no such ledger (`main` is created instead), or its storage is not what it signed
 */
export async function ask<Answer>(
  c: AppContext,
  question: (ledger: Questions) => Promise<Answer | undefined>,
): Promise<Exclude<Answer, Halted>> {
  const name = requireName(c);
  await requireSoundSigning(c.env, name);
  const ledger = ledgerOf(c);
  const questions = ledger as unknown as Questions;
  let answer = await question(questions);
  if (answer === undefined && name === MAIN) {
    await ledger.create(mainPuzzle(c.env));
    answer = await question(questions);
  }
  if (answer === undefined) throw ledgerNotFound();
  const outcome = typeof answer === "object" && answer !== null && "outcome" in answer ? answer.outcome : undefined;
  if (outcome === "contradicted" || outcome === "key-missing") throw HALTED[outcome]();
  return answer as Exclude<Answer, Halted>;
}

const HALTED: Record<Halted["outcome"], () => Problem> = {
  contradicted: () =>
    new Problem(
      "ledger-contradicted",
      "The stored chain is not what this ledger signed, or a check found a fault in it, so nothing is mined or signed. " +
        "GET /is_valid says where. Keep your checkpoints and receipts, and tell the operator and the auditor.",
    ),
  "key-missing": () =>
    new Problem(
      "signing-not-configured",
      "This ledger has signed its blocks so far and does not grow without its key. The operator has to set " +
        "LEDGER_SIGNING_KEY and LEDGER_ORIGIN again.",
    ),
};

/** The name of the request's ledger, if any ledger can have it. */
export function requireName(c: AppContext): string {
  const name = ledgerName(c);
  if (!LEDGER_NAME.test(name)) throw ledgerNotFound();
  return name;
}

function ledgerNotFound(): Problem {
  return new Problem("ledger-not-found", "There is no ledger of this name. PUT its path to create one.");
}

/** The puzzle of `main`, as wrangler.toml says. */
function mainPuzzle({ MAIN_PUZZLE: puzzle = "squares", MAIN_DIFFICULTY, MAX_SEARCH_DIFFICULTY }: Env): Puzzle {
  if (puzzle === "squares") return { puzzle };
  const difficulty = Number(MAIN_DIFFICULTY);
  const { min, max } = DIFFICULTY_RANGE;
  const isPuzzle = puzzle === "block-hash" && Number.isInteger(difficulty) && difficulty >= min && difficulty <= max;
  if (isPuzzle && isSearched({ puzzle, difficulty }, parseSearchLimit(MAX_SEARCH_DIFFICULTY))) {
    return { puzzle, difficulty };
  }
  throw new Problem(
    "puzzle-not-configured",
    `The ledger main cannot be created. The operator has to set MAIN_PUZZLE to squares or block-hash, and with block-hash MAIN_DIFFICULTY from ${min} to ${max}, at most MAX_SEARCH_DIFFICULTY, which has to be such a number too.`,
  );
}

import type { Answer } from "../../ledger/answer.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { RecordKind } from "../../ledger/results.ts";
import { type Puzzle } from "../../chain/puzzle.ts";
import { DIFFICULTY_RANGE } from "../../chain/proof-of-work.ts";
import { isSearched, parseSearchLimit } from "../../mining/search-limit.ts";
import type { AppContext, Env } from "../environment.ts";
import { LEDGER_NAME, MAIN } from "../../contract/ledger-name.ts";
import { ledgerDeleted, ledgerNotFound, valueOf } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import { requireSoundSigning } from "./signing.ts";

/** The name of the ledger in a request's path. */
export function ledgerName(c: AppContext): string {
  return c.req.param("name") ?? MAIN;
}

/** The path of one of the ledger's routes. It has the ledger's name only if the request's path does. */
export function ledgerPath(c: AppContext, path: string): string {
  const name = c.req.param("name");
  return name === undefined ? path : `/ledgers/${name}${path}`;
}

/** The object of the request's ledger, or of another one, whether the ledger exists or not. */
export function ledgerOf(c: AppContext, name = ledgerName(c)): DurableObjectStub<Ledger> {
  return objects(c).getByName(name);
}

/** The id of that object, unique to each ledger of each deployment. Computing it does not wake the object. */
export function ledgerId(c: AppContext): string {
  return objects(c).idFromName(ledgerName(c)).toString();
}

/** The namespace of the ledgers' objects. */
function objects({ env }: AppContext): DurableObjectNamespace<Ledger> {
  return inJurisdiction(env, env.LEDGER);
}

/** The objects of a Durable Object binding in the configured jurisdiction, like `objectsOf` in the ledger's identity.ts. */
export function inJurisdiction<Object extends Rpc.DurableObjectBranded>(
  { LEDGER_JURISDICTION: jurisdiction }: Env,
  namespace: DurableObjectNamespace<Object>,
): DurableObjectNamespace<Object> {
  return jurisdiction ? namespace.jurisdiction(jurisdiction as DurableObjectJurisdiction) : namespace;
}

/** The object's methods that return an {@link Answer}. Their types hold over RPC too, since an answer crosses it unchanged. */
type Questions = {
  [
    Method in keyof Ledger as Ledger[Method] extends (...args: never[]) => Promise<Answer<unknown>> ? Method : never
  ]: Ledger[Method];
};

/**
 * Calls a method of the request's ledger. If that is `main` and it does not exist, it is created first.
 *
 * @param question calls one method of the object
 * @throws Problem if there is no such ledger, or its answer has no value
 */
export async function ask<Value>(
  c: AppContext,
  question: (ledger: Questions) => Promise<Answer<Value>>,
): Promise<Value> {
  const name = requireName(c);
  await requireSoundSigning(c.env, name);
  const ledger = ledgerOf(c);
  const questions = ledger as unknown as Questions;
  let answer = await question(questions);
  if (answer.outcome === "no-ledger" && name === MAIN) {
    await ledger.create(mainPuzzle(c.env), "plain");
    answer = await question(questions);
  }
  if (answer.outcome === "ok" && answer.isDeletable) c.set("isDeletable", true);
  return valueOf(answer);
}

/**
 * Refuses what would be answered without asking the ledger, once it was deleted. `main` never is.
 *
 * @throws Problem if it was deleted
 */
export async function requireNotDeleted(c: AppContext): Promise<void> {
  if (requireName(c) === MAIN) return;
  const answer = await ledgerOf(c).exists();
  if (answer.outcome === "deleted") throw ledgerDeleted();
}

/** Whether the request's ledger is plain or sealed. @throws Problem if there is no such ledger */
export async function recordsOf(c: AppContext): Promise<RecordKind> {
  return (await ask(c, (ledger) => ledger.describe())).records;
}

/** The name of the request's ledger. @throws Problem if no ledger can have that name */
export function requireName(c: AppContext): string {
  const name = ledgerName(c);
  if (!LEDGER_NAME.test(name)) throw ledgerNotFound();
  return name;
}

/** The puzzle of `main`, as set in wrangler.toml. */
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
    "The ledger main cannot be created. The operator must set MAIN_PUZZLE to squares or block-hash. With block-hash, " +
      `MAIN_DIFFICULTY and MAX_SEARCH_DIFFICULTY must be numbers from ${min} to ${max}, the first at most the second.`,
  );
}

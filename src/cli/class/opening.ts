import type { Puzzle } from "../../chain/puzzle.ts";
import * as classes from "../../client/routes/classes.ts";
import { createLedger } from "../../client/routes/ledgers.ts";
import { type ClassPlan, sandboxPuzzle } from "./class-plan.ts";
import { type ClassServer, ledgerOn } from "./class-server.ts";

/**
 * Opens a class, and creates each student's present sandbox. Safe to repeat: a class that is there keeps its codes and its
 * ledgers.
 *
 * @param ends when codes and tokens expire
 */
export async function openClass(server: ClassServer, plan: ClassPlan, ends: Date, signal: AbortSignal): Promise<void> {
  const students = plan.students.map((name) => (name === null ? {} : { name }));
  const terms = { students, ends: ends.toISOString() };
  const opened = await classes.openClass(ledgerOn(server, plan.name), plan.name, terms, signal);
  for (const { sandbox } of opened.students) await createSandbox(server, sandbox, sandboxPuzzle(plan), signal);
}

/** Creates the ledger that the class shares, which takes as long as its first block. Safe to repeat. */
export function createClassLedger(
  server: ClassServer,
  { name, puzzle }: ClassPlan,
  signal: AbortSignal,
): Promise<void> {
  return createSandbox(server, name, puzzle, signal);
}

async function createSandbox(server: ClassServer, name: string, puzzle: Puzzle, signal: AbortSignal): Promise<void> {
  const client = ledgerOn(server, name);
  // A request waits for the first block only so long.
  while (!(await createLedger(client, { ...puzzle, sandbox: true }, signal))) signal.throwIfAborted();
}

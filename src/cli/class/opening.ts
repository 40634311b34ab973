import type { Puzzle } from "../../chain/puzzle.ts";
import type { LedgerClient } from "../../client/client.ts";
import type { ClassView } from "../../contract/schemas/class.ts";
import { type ClassPlan, sandboxPuzzle } from "./class-plan.ts";
import { type ClassServer, clientOf, ledgerOn } from "./class-server.ts";

/**
 * Opens a class, and creates each student's present sandbox. Safe to repeat: a class that is there keeps its codes and its
 * ledgers.
 *
 * @param ends when codes and tokens expire
 */
export async function openClass(server: ClassServer, plan: ClassPlan, ends: Date, signal: AbortSignal): Promise<void> {
  const { name, students } = plan;
  const terms = { students: students.map((own) => (own === null ? {} : { name: own })), ends: ends.toISOString() };
  const opened = (await clientOf(server).send("PUT", `/classes/${name}`, terms, {}, signal)) as ClassView;
  for (const { sandbox } of opened.students) {
    await createSandbox(ledgerOn(server, sandbox), sandboxPuzzle(plan), signal);
  }
}

/** Creates the ledger that the class shares, which takes as long as its first block. Safe to repeat. */
export function createClassLedger(
  server: ClassServer,
  { name, puzzle }: ClassPlan,
  signal: AbortSignal,
): Promise<void> {
  return createSandbox(ledgerOn(server, name), puzzle, signal);
}

/** Creates a ledger that can be deleted, and waits for its first block. */
async function createSandbox(client: LedgerClient, puzzle: Puzzle, signal: AbortSignal): Promise<void> {
  let created: object;
  do {
    created = (await client.send("PUT", "", { ...puzzle, sandbox: true }, {}, signal)) as object;
  } while (!("tip" in created));
}

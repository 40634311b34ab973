import { closeClass, readClass } from "../../client/classes.ts";
import { isProblem } from "../../client/errors.ts";
import { deleteLedger } from "../../client/ledgers.ts";
import { type ClassServer, ledgerOn } from "./class-server.ts";

/**
 * Deletes a class with its ledger and its students' present sandboxes. Safe to repeat: what is gone is left out. The class's
 * ledger is the first to go, so that its absence tells that the deletion has begun.
 */
export async function deleteClass(server: ClassServer, name: string): Promise<void> {
  for (const ledger of [name, ...(await sandboxesOf(server, name))]) {
    await deleteLedger(ledgerOn(server, ledger)).catch((error: unknown) => {
      // It was not created yet.
      if (!isProblem(error, "ledger-not-found")) throw error;
    });
  }
  // Last, since it is what says which sandboxes there are.
  await closeClass(ledgerOn(server, name), name);
}

async function sandboxesOf(server: ClassServer, name: string): Promise<string[]> {
  try {
    const { students } = await readClass(ledgerOn(server, name), name);
    return students.map(({ sandbox }) => sandbox);
  } catch (error) {
    if (isProblem(error, "class-not-found")) return [];
    throw error;
  }
}

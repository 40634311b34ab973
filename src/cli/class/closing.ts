import { closeClass, readClass } from "../../client/routes/classes.ts";
import { isProblem } from "../../client/transport/errors.ts";
import { deleteLedger } from "../../client/routes/ledgers.ts";
import { type ClassServer, ledgerOn } from "./class-server.ts";

/**
 * Deletes a class with its ledger and its students' present sandboxes. Safe to repeat: what is gone is left out. The class's
 * ledger is the first to go, so that its absence tells that the deletion has begun.
 */
export async function deleteClass(server: ClassServer, name: string): Promise<void> {
  await deleteIfThere(server, name);
  const deleted = new Set<string>();
  // Students may start again meanwhile, as often as the class lets them.
  for (let left = await sandboxesOf(server, name); left.length > 0; left = await sandboxesOf(server, name, deleted)) {
    for (const sandbox of left) {
      await deleteIfThere(server, sandbox);
      deleted.add(sandbox);
    }
  }
  // Last, since it is what says which sandboxes there are.
  await closeClass(ledgerOn(server, name), name);
}

async function deleteIfThere(server: ClassServer, ledger: string): Promise<void> {
  try {
    await deleteLedger(ledgerOn(server, ledger));
  } catch (error) {
    // It was not created yet.
    if (!isProblem(error, "ledger-not-found")) throw error;
  }
}

/** The students' present sandboxes. @param deleted those that are left out */
async function sandboxesOf(
  server: ClassServer,
  name: string,
  deleted: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  try {
    const { students } = await readClass(ledgerOn(server, name), name);
    return students.map(({ sandbox }) => sandbox).filter((sandbox) => !deleted.has(sandbox));
  } catch (error) {
    if (isProblem(error, "class-not-found")) return [];
    throw error;
  }
}

import { isProblem } from "../../client/errors.ts";
import type { LedgerClient } from "../../client/client.ts";
import type { ClassView } from "../../contract/schemas/class.ts";
import { type ClassServer, clientOf, ledgerOn } from "./class-server.ts";

/** Deletes a class with its ledger and its students' present sandboxes. Safe to repeat: what is gone is left out. */
export async function deleteClass(server: ClassServer, name: string): Promise<void> {
  const client = clientOf(server);
  for (const ledger of [...(await sandboxesOf(client, name)), name]) {
    await remove(ledgerOn(server, ledger), "").catch((error: unknown) => {
      if (!isProblem(error, "ledger-not-found", "ledger-deleted")) throw error;
    });
  }
  // Last, since it is what says which sandboxes there are.
  await remove(client, `/classes/${name}`);
}

async function sandboxesOf(client: LedgerClient, name: string): Promise<string[]> {
  try {
    const { students } = (await client.get(`/classes/${name}`)) as ClassView;
    return students.map(({ sandbox }) => sandbox);
  } catch (error) {
    if (isProblem(error, "class-not-found")) return [];
    throw error;
  }
}

function remove(client: LedgerClient, path: string): Promise<void> {
  return client.exchange(path, { method: "DELETE" }, () => Promise.resolve());
}

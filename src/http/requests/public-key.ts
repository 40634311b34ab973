import type { ProblemName } from "../../contract/problems.ts";
import type { PublicJwk } from "../../chain/sealed/entry.ts";
import { type OpenedKey, openKey } from "../../chain/sealed/public-key.ts";
import { Problem } from "../answers/problem.ts";

/**
 * Opens a key that a body holds. Its schema has checked its form, but only importing it tells whether it can verify.
 *
 * @param name that of its field
 * @throws Problem if it is not usable
 */
export async function openedKey(key: PublicJwk, name: string, problem: ProblemName): Promise<OpenedKey> {
  const opened = await openKey(key);
  if (typeof opened === "object") return opened;
  throw new Problem(problem, `${name} ${opened}.`, { members: { errors: [{ name, detail: opened }] } });
}

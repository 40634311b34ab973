import { existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseIJson } from "../../chain/json.ts";
import { utf8 } from "../../client/utf8.ts";
import { replaceDurably } from "../durable-file.ts";
import type { ClassPlan } from "./class-plan.ts";

/** What is stored of a class, so that the next start resumes it. */
export interface SavedClass {
  readonly plan: ClassPlan;
  /** The port that it listened on last; absent on a deployment. */
  readonly port?: number;
}

/** The file in the class's folder. It holds the students' names, so that only its owner may read it. */
const FILE = "roster";

/** The class that is stored in a folder; `undefined` if there is none. @throws Error if it is damaged */
export async function savedClass(folder: string): Promise<SavedClass | undefined> {
  const file = join(folder, FILE);
  if (!existsSync(file)) return undefined;
  try {
    return parseIJson(utf8(await readFile(file))) as SavedClass;
  } catch (error) {
    throw new Error(`${file} is damaged. Delete the folder ${folder} to begin anew.`, { cause: error });
  }
}

/**
 * Stores a class in its folder, once it is open and before any code of it is given out: until then, there is nothing to
 * resume.
 */
export async function saveClass(folder: string, saved: SavedClass): Promise<void> {
  await replaceDurably(join(folder, FILE), `${JSON.stringify(saved)}\n`);
}

/** Removes what a start that failed has left in a class's folder. The lock stays, since this process holds it. */
export async function clearFolder(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => !name.startsWith("lock"));
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true })));
}

import { existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { parseIJson } from "../../chain/text/json.ts";
import { DIFFICULTY_RANGE } from "../../chain/proof-of-work.ts";
import { CLASS_NAME, MOST_STUDENTS } from "../../class/class-names.ts";
import { utf8 } from "../../client/transport/utf8.ts";
import { replaceDurably } from "../durable-file.ts";

const savedClassSchema = z.strictObject({
  plan: z.strictObject({
    name: z.string().regex(CLASS_NAME),
    students: z.array(z.string().nullable()).min(1).max(MOST_STUDENTS).readonly(),
    puzzle: z.discriminatedUnion("puzzle", [
      z.strictObject({ puzzle: z.literal("squares") }),
      z.strictObject({
        puzzle: z.literal("block-hash"),
        difficulty: z.int().min(DIFFICULTY_RANGE.min).max(DIFFICULTY_RANGE.max),
      }),
    ]),
    url: z.string().nullable(),
  }),
  /** The port that it listened on last; absent on a deployment. */
  port: z.int().min(1).max(65_534).optional(),
});

/** What is stored of a class, so that the next start resumes it. */
export type SavedClass = z.infer<typeof savedClassSchema>;

/** The file in the class's folder. It holds the students' names, so that only its owner may read it. */
const FILE = "roster";

/** The class that is stored in a folder; `undefined` if there is none. @throws Error if it is damaged */
export async function savedClass(folder: string): Promise<SavedClass | undefined> {
  const file = join(folder, FILE);
  if (!existsSync(file)) return undefined;
  try {
    return savedClassSchema.parse(parseIJson(utf8(await readFile(file))));
  } catch (error) {
    throw new Error(`${file} is damaged. Delete the folder ${folder} to start a new class.`, { cause: error });
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

import { isDeepStrictEqual } from "node:util";
import { counted } from "../../chain/text/counted.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import { named } from "../invoked.ts";

/** What is fixed when a class begins. */
export interface ClassPlan {
  /** The class's name, which is also that of the ledger that it shares. */
  readonly name: string;
  /** The students' own names, in the order of their numbers; null for one who has none. */
  readonly students: readonly (string | null)[];
  /** The puzzle of the class's ledger. */
  readonly puzzle: Puzzle;
  /** The address of the deployment; null if the class runs on this machine. */
  readonly url: string | null;
}

/** What a command line says about a class, which is nothing if the class is resumed. */
export type AskedPlan = {
  readonly [Part in Exclude<keyof ClassPlan, "puzzle">]: ClassPlan[Part] | undefined;
} & { readonly puzzle: AskedPuzzle | undefined };

/** A puzzle with a difficulty, or without one if the default is meant. */
type AskedPuzzle = Pick<Puzzle, "puzzle"> & { readonly difficulty?: number };

/** The options that say what a plan's parts are. */
const OPTIONS = {
  name: "--name",
  students: "--students or --list",
  puzzle: "--puzzle or --difficulty",
  url: "--url",
} as const satisfies Record<keyof ClassPlan, string>;

/** The name of a class that was given none. */
const DEFAULT_NAME = "class";

/** The hashes that one browser computes in a second, with which the default difficulty reckons: laptops reach 3 to 9 million. */
const DEVICE_SPEED = 5_000_000;

/** The longest time for a block, in seconds, at the default difficulty. */
const BLOCK_TIME = 20;

/**
 * The highest difficulty of the class's ledger by default, in bits. The ledger has to find its first block alone, which
 * takes some two minutes at this difficulty.
 */
const MOST_DIFFICULTY = 30;

/** The highest difficulty at which a deployment searches for the first block, unless its operator has set another. */
const DEPLOYED_DIFFICULTY = 24;

/** The difficulty of the students' sandboxes, in bits: a browser needs half a second for a block at most. */
const SANDBOX_DIFFICULTY = 20;

/** The plan of a new class. @throws Error if it has no students */
export function newPlan({ name = DEFAULT_NAME, students, url = null, puzzle }: AskedPlan): ClassPlan {
  if (!students) throw new Error("Give the number of students with --students, or a list of their names with --list.");
  const difficulty = puzzle?.difficulty ?? difficultyFor(students.length, url === null);
  const isSquares = puzzle?.puzzle === "squares";
  return { name, students, url, puzzle: isSquares ? { puzzle: "squares" } : { puzzle: "block-hash", difficulty } };
}

/** The default difficulty: the students, one device each, find a block every 10 to 20 seconds, if the limits allow it. */
function difficultyFor(students: number, isLocal: boolean): number {
  const bits = Math.floor(Math.log2(students * DEVICE_SPEED * BLOCK_TIME));
  return Math.min(bits, isLocal ? MOST_DIFFICULTY : DEPLOYED_DIFFICULTY);
}

/**
 * The plan of a class that is resumed.
 *
 * @param folder where it is stored
 * @throws Error if the command line says something else
 */
export function resumedPlan(saved: ClassPlan, asked: AskedPlan, folder: string): ClassPlan {
  const isOther = {
    name: asked.name !== undefined && asked.name !== saved.name,
    students: asked.students !== undefined && !isDeepStrictEqual(asked.students, saved.students),
    puzzle: asked.puzzle !== undefined && !isDeepStrictEqual({ ...saved.puzzle, ...asked.puzzle }, saved.puzzle),
    url: asked.url !== undefined && asked.url !== saved.url,
  };
  const other = (Object.keys(OPTIONS) as (keyof ClassPlan)[]).find((part) => isOther[part]);
  if (other === undefined) return saved;
  const { name, students } = saved;
  throw new Error(
    `${folder} holds the class ${name} with ${counted(students.length, "student")}, and ${OPTIONS[other]} differs from it. To resume ` +
      `that class, leave the option out: ${named("class")} alone is enough. To start a new class, delete that folder first. The ` +
      "codes that you have given out stop working then.",
  );
}

/** The puzzle of the students' sandboxes, which one browser alone has to solve. */
export function sandboxPuzzle({ puzzle }: ClassPlan): Puzzle {
  if (puzzle.puzzle === "squares") return puzzle;
  return { ...puzzle, difficulty: Math.min(puzzle.difficulty, SANDBOX_DIFFICULTY) };
}

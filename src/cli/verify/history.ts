import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "../../chain/fault.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { isSameTree, parseCheckpoint } from "../../evidence/notes/checkpoint.ts";
import { type Note, noteText, parseNote } from "../../evidence/notes/note.ts";
import { checkpointOf } from "../../client/saved/saved-proofs.ts";
import { replaceDurably } from "../durable-file.ts";
import { openFile } from "../input-file.ts";
import { type Io, print } from "../io.ts";

/** The prefix of the names of checkpoints that were served when a fault was found. */
const FAULT = "fault-";

/**
 * A folder of saved checkpoints, to which each verification without a fault adds the newest one. Its files are named
 * after the time, so that their names sort like the history: `2026-11-23T02-15-00Z.note`.
 */
export class History {
  readonly #folder: string;
  /** The saved checkpoints, oldest first, also those that the user put there. */
  readonly files: readonly string[];
  readonly #faults: readonly string[];

  private constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    const paths = (isFault: boolean) =>
      names.filter((name) => name.startsWith(FAULT) === isFault).map((name) => join(folder, name));
    this.files = paths(false);
    this.#faults = paths(true);
  }

  /** Opens a folder, and creates it if it does not exist. */
  static async open(folder: string): Promise<History> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new History(folder, (await readdir(folder)).filter((name) => name.endsWith(".note")).toSorted());
  }

  /**
   * Saves a checkpoint, unless one of the same tree with all its signatures is there already. After a fault its name
   * starts with `fault-`: it is evidence, and later verifications do not compare the ledger with it.
   *
   * @returns its path; `undefined` if it was saved already
   */
  async save(newest: Note, now: Date, isFaulty: boolean): Promise<string | undefined> {
    const saved = isFaulty ? this.#faults : this.files;
    for (const file of saved) {
      if (await isSavedIn(file, newest)) return undefined;
    }
    const time = now.toISOString().replace(/\.\d+/, "").replaceAll(":", "-");
    const path = join(this.#folder, `${isFaulty ? FAULT : ""}${time}.note`);
    await replaceDurably(path, noteText(newest));
    return path;
  }
}

/** The folder of `--history`, if it was given. */
export async function historyGiven({
  history,
}: {
  readonly history?: string | undefined;
}): Promise<History | undefined> {
  return history === undefined ? undefined : History.open(history);
}

/** Saves the newest checkpoint in a history, and says where: as its next one, or as evidence of a fault. */
export async function saveIn(
  history: History | undefined,
  newest: Note | undefined,
  { fault }: { readonly fault?: Fault },
  { stderr }: Io,
): Promise<void> {
  const path = newest && (await history?.save(newest, new Date(), fault !== undefined));
  if (path === undefined) return;
  print(stderr, fault ? `Keep ${path}: the ledger signed it while it had the fault.` : `Saved ${path}.`);
}

/** Whether a file holds a checkpoint already. A damaged file holds none. */
async function isSavedIn(file: string, newest: Note): Promise<boolean> {
  try {
    return covers(parseNote((await checkpointOf(await openFile(file))).signed), newest);
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

/** Whether a saved checkpoint is of the same tree as the newest one, and has all its signatures. */
function covers(saved: Note, newest: Note): boolean {
  const isSigner = (name: string, id: string) => saved.signatures.some((by) => by.name === name && by.id === id);
  const isSame = isSameTree(parseCheckpoint(saved.text), parseCheckpoint(newest.text));
  return isSame && newest.signatures.every(({ name, id }) => isSigner(name, id));
}

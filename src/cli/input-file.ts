import { createReadStream } from "node:fs";
import { openText, textOf, type TextFile } from "../client/saved/text-file.ts";
import { UnusableFile } from "../client/saved/unusable-file.ts";

/**
 * Opens a text file by its path.
 *
 * @throws UnusableFile when it cannot be read, is empty, or is not text in UTF-8
 */
export function openFile(path: string): Promise<TextFile> {
  return openText(path, readPieces(path));
}

/**
 * Reads a whole text file.
 *
 * @param most the largest size allowed, in bytes
 * @throws UnusableFile as {@link openFile}, and when the file is larger or not UTF-8
 */
export async function textOfFile(path: string, most: number): Promise<string> {
  return textOf(await openFile(path), most);
}

async function* readPieces(path: string): AsyncGenerator<Uint8Array, void> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EISDIR") throw new UnusableFile(path, "is a folder, not a file");
    if (code === "ENOENT" || code === "ENOTDIR") throw new UnusableFile(path, "does not exist");
    if (code === "EACCES" || code === "EPERM") throw new UnusableFile(path, "cannot be read: permission denied");
    if (code !== undefined) throw new UnusableFile(path, `cannot be read (${code})`);
    throw error;
  }
}

import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes a file that only its owner may read, and waits until it is on the disk. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "w", 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
}

/** Creates or replaces a file as {@link writeDurably} does, but atomically: a crash leaves it as it was, or whole. */
export async function replaceDurably(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  await writeDurably(draft, text);
  await rename(draft, path);
  const folder = await open(dirname(path), "r");
  await folder.sync();
  await folder.close();
}

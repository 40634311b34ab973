import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Output } from "../io.ts";

/** Copies text line by line, without the lines that are noise and the empty lines after each. */
export async function copyWithout(from: Readable, isNoise: (line: string) => boolean, to: Output): Promise<void> {
  let isLeftOut = false;
  for await (const line of createInterface({ input: from })) {
    isLeftOut = isNoise(line) || (isLeftOut && line === "");
    if (!isLeftOut) to.write(`${line}\n`);
  }
}

import { JsonFault } from "../../chain/text/json.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import type { Skipped } from "../../evidence/checking/verification.ts";
import { linesOf, NotLines, parse } from "../transport/lines.ts";
import { textOf, type TextFile, WHOLE_FILE_LIMIT } from "./text-file.ts";
import { UnusableFile } from "./unusable-file.ts";

/** A chain saved in a file. */
export interface SavedChain {
  readonly blocks: AsyncIterable<unknown>;
  /** Whether the file states that the ledger had more blocks. */
  readonly isPart: boolean;
  readonly skipped: readonly Skipped[];
}

/**
 * Reads an export of a chain: NDJSON, the JSON response of `GET /get_chain`, or an array of blocks. A byte order mark,
 * blank lines and carriage returns are accepted.
 *
 * Iterating over the blocks throws {@link UnusableFile} where the file is damaged, since that is not a ledger fault.
 *
 * @throws UnusableFile when the file is not an export
 */
export async function savedChain(file: TextFile): Promise<SavedChain> {
  const { name } = file;
  if (!isDocument(file)) {
    return { blocks: inOrder(name, blockLines(name, file.pieces)), isPart: false, skipped: [] };
  }
  const document = parse(await textOf(file, WHOLE_FILE_LIMIT));
  if (document === undefined) throw new UnusableFile(name, "is not valid JSON and may be incomplete. Save it again");
  if (document instanceof JsonFault) {
    throw new UnusableFile(name, `${document.message}. Save the chain as NDJSON to find out which block it is`);
  }
  const { chain, length, next } = (Array.isArray(document) ? { chain: document as unknown } : document) as Record<
    "chain" | "length" | "next",
    unknown
  >;
  if (!Array.isArray(chain))
    throw new UnusableFile(name, "has no blocks in it: it is not a response of GET /get_chain");
  if (chain.length === 0) throw new UnusableFile(name, "has no blocks in it: there is nothing to check");
  const isPart = (next !== undefined && next !== null) || (typeof length === "number" && length > chain.length);
  const reason = `${name} is one page of the chain and ends after block ${chain.length}`;
  return {
    blocks: inOrder(name, chain),
    isPart,
    skipped: isPart ? [{ check: "rest", reason }] : [],
  };
}

/**
 * The blocks of an export that serves as a copy. The file is opened when they are read.
 *
 * Iterating throws {@link Malformed} where the file is damaged, with a clause that does not name it.
 */
export async function* copiedBlocks(open: () => Promise<TextFile>): AsyncGenerator {
  try {
    yield* (await savedChain(await open())).blocks;
  } catch (error) {
    throw error instanceof UnusableFile ? new Malformed(`it ${error.reason}`) : error;
  }
}

/** Whether a file is one JSON document, such as the response of `GET /get_chain` or an array of blocks. */
export function isDocument({ head }: TextFile): boolean {
  return /^(\[|\{\s*"(chain|length|next)"\s*:)/.test(head);
}

/** @throws UnusableFile when the file does not start with genesis, and so is only a part of the chain */
async function* inOrder(name: string, blocks: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator {
  let isFirst = true;
  for await (const block of blocks) {
    if (isFirst && !isBlockLike(block)) {
      throw new UnusableFile(name, "is not an export of a chain. Save a successful response of GET /get_chain");
    }
    const index = (block as { index?: unknown } | null)?.index;
    if (isFirst && typeof index === "number" && Number.isSafeInteger(index) && index > 1) {
      throw new UnusableFile(name, `begins with block ${index}: save the whole chain, from block 1`);
    }
    isFirst = false;
    yield block;
  }
  if (isFirst) throw new UnusableFile(name, "has no blocks in it: there is nothing to check");
}

/**
 * Whether a value could be a block, even an edited one. Anything else saved by mistake, such as a problem or a verdict,
 * proves nothing against a ledger.
 */
export function isBlockLike(value: unknown): boolean {
  return (
    value instanceof JsonFault || (typeof value === "object" && value !== null && "index" in value && "hash" in value)
  );
}

async function* blockLines(name: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator {
  let number = 0;
  try {
    for await (const { text, unfinished } of linesOf(pieces)) {
      number += 1;
      const line = number === 1 ? text.replace(/^\ufeff/, "") : text;
      if (line.trim() === "") continue;
      const block = parse(line);
      if (block === undefined && unfinished) {
        throw new UnusableFile(name, `is incomplete: it ends in the middle of line ${number}. Save it again`);
      }
      if (block === undefined) throw new UnusableFile(name, `is damaged: line ${number} is not JSON. Save it again`);
      yield block;
    }
  } catch (error) {
    if (error instanceof NotLines) throw new UnusableFile(name, `is damaged: ${error.message}. Save it again`);
    throw error;
  }
}

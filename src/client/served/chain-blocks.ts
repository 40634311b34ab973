import { type LedgerClient, NotALedger, Refusal } from "../client.ts";
import { parse } from "../transport/lines.ts";
import { queryText } from "../transport/paging.ts";

/** The status of the response if the chain has no such block. */
const NOT_FOUND = 404;

/** Which blocks of a chain to stream, if not all. */
interface Range {
  /** The index of the first block; 1 if absent. */
  readonly from?: number | undefined;
  /** `none` for the headers of a sealed ledger's blocks alone. */
  readonly entries?: "none" | undefined;
}

/**
 * Streams the blocks of a ledger's chain, page by page: a ledger may end a page before the number of blocks that was asked
 * for, since pages of sealed ledgers are limited in bytes. Each page is asked for from the block after the last one received.
 *
 * A response may end early between two lines without an error. The blocks after it are therefore requested once more before
 * the chain is said to end there, unless all that were asked for have come.
 *
 * @param last the index of the last block to ask for; all if `undefined`
 * @param signal cancels fetching
 * @throws Refusal if the ledger refuses access
 * @throws Unreachable if it does not respond, or is not a ledger
 */
export async function* chainBlocks(
  client: LedgerClient,
  last: number | undefined,
  signal: AbortSignal | null = null,
  { from = 1, entries }: Range = {},
): AsyncGenerator {
  const attempts = client.attempts(signal);
  let next = from;
  for (let isRetry = false; ;) {
    const before = next;
    let hasNext = false;
    try {
      const limit = last === undefined ? undefined : last - next + 1;
      const page = await pageFrom(
        client,
        next,
        queryText({ from: next > 1 ? next : undefined, limit, entries }),
        signal,
      );
      // The ledger does not have the block, so the chain ends here.
      if (!page) return;
      ({ hasNext } = page);
      for await (const block of blocksOf(page.lines)) {
        next += 1;
        attempts.renew();
        yield block;
        // A server may send more than it was asked for, and without end.
        if (last !== undefined && next > last) return;
      }
    } catch (error) {
      await attempts.next(error, true);
      continue;
    }
    if (last !== undefined && next > last) return;
    const goesOn = hasNext && next > before;
    if (isRetry && !goesOn) return;
    isRetry = !goesOn;
  }
}

/** Requests the page that starts with a block; `undefined` if the chain ends before it. */
async function pageFrom(client: LedgerClient, from: number, query: string, signal: AbortSignal | null) {
  try {
    return await client.page(`/get_chain${query}`, { signal });
  } catch (error) {
    if (from > 1 && error instanceof Refusal && error.status === NOT_FOUND) return undefined;
    throw error;
  }
}

/**
 * Parses the lines that a ledger sends, one block per line.
 *
 * @throws NotALedger if a line is not JSON, because it was damaged in transit or is not from a ledger
 */
async function* blocksOf(lines: AsyncIterable<string>): AsyncGenerator {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    yield blockIn(line, `line ${number} of its response`);
  }
}

/**
 * Parses one line or message as a block.
 *
 * @param what describes the text for the error message
 * @throws NotALedger if it is not JSON
 */
export function blockIn(text: string, what: string): unknown {
  const block = parse(text);
  if (block === undefined) throw new NotALedger(`${what} is not JSON`);
  return block;
}

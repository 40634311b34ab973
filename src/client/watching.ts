import { JsonFault } from "../chain/text/json.ts";
import type { AnyTip } from "../chain/kind.ts";
import { type LedgerClient, NotALedger, Unreachable } from "./client.ts";
import { eventsFrom } from "./routes/events.ts";
import { describeLedger } from "./routes/ledgers.ts";
import { jittered, pause } from "./transport/waiting.ts";

/** What to watch, and for how long. */
export interface Watching {
  /** The index of the first block; that of the next new block if absent. */
  readonly from?: number | undefined;
  /** Ends the watching. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Watches a ledger's chain grow: yields each block once and in order; of a sealed ledger, its header. When the connection is
 * lost or silent, it connects again and goes on with the next block, however long the ledger is away. A loop may take its
 * time: the ledger then waits, and keeps the blocks.
 *
 * To go on after a restart of your program, save the index of the last block that you have dealt with, and watch from the
 * next. Needs the scope `chain:read`. The blocks are the ledger's word: nothing about them is verified.
 *
 * @returns the blocks, until the signal is aborted
 * @throws RangeError if `from` is no index
 * @throws Refusal if the ledger refuses access
 * @throws NotALedger if what answers is not a ledger, or sends other blocks than it was asked for
 */
export async function* watchBlocks(
  client: LedgerClient,
  { from, signal }: Watching = {},
): AsyncGenerator<AnyTip, void, undefined> {
  // The ledger would refuse the socket, which does not say why.
  if (from !== undefined && !(Number.isSafeInteger(from) && from > 0))
    throw new RangeError("from is a block's index: 1 or more");
  let next = from;
  for (let failures = 0; ; failures += 1) {
    if (signal?.aborted) return;
    try {
      next ??= (await describeLedger(client, signal)).length + 1;
      const onLife = () => (failures = 0);
      for await (const event of eventsFrom(client, next, { signal, onLife })) {
        yield blockAt(next, event);
        next += 1;
      }
      // A socket does not say why it was refused. A request that needs the same scope does.
      if (!signal?.aborted) await client.block(1, { signal: signal ?? null });
    } catch (error) {
      if (signal?.aborted) return;
      if (!(error instanceof Unreachable) || error instanceof NotALedger) throw error;
    }
    await pause(jittered(failures), signal);
  }
}

/** The block of an event. @throws NotALedger if it is not the one that is due */
function blockAt(index: number, event: unknown): AnyTip {
  const block = (event instanceof JsonFault ? undefined : event) as Partial<AnyTip> | null | undefined;
  if (block?.index !== index) throw new NotALedger(`its events do not hold block ${index} where it is due`);
  return block as AnyTip;
}

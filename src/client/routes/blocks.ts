import { JsonFault } from "../../chain/text/json.ts";
import type { AnyBlock, AnyTip } from "../../chain/kind.ts";
import type { minersSchema } from "../../contract/schemas/chain.ts";
import type { Value } from "../../contract/schemas/value.ts";
import { chainBlocks } from "../served/chain-blocks.ts";
import { type LedgerClient, Unreachable } from "../client.ts";

/** Which blocks to read. */
export interface BlocksQuery {
  /** The index of the first block; 1 if absent. */
  readonly from?: number | undefined;
  /** The index of the last block; that of the newest if absent. */
  readonly to?: number | undefined;
}

/**
 * Reads the blocks of a ledger's chain, one after the other, while they arrive. A connection that is lost is opened again at
 * the next block. The blocks are the ledger's word: nothing about them is verified. Needs the scope `chain:read`.
 *
 * @param signal cancels reading
 * @throws Refusal `ledger-not-found`, `patient-not-allowed` on a plain ledger if the token is narrowed to patients
 * @throws Unreachable if the ledger does not respond
 */
export function allBlocks(
  client: LedgerClient,
  query: BlocksQuery = {},
  signal: AbortSignal | null = null,
): AsyncGenerator<AnyBlock, void, undefined> {
  return unambiguous(chainBlocks(client, query.to, signal, { from: query.from }));
}

/** Reads blocks as {@link allBlocks} does; on a sealed ledger the headers alone, without the entries. */
export function allHeaders(
  client: LedgerClient,
  query: BlocksQuery = {},
  signal: AbortSignal | null = null,
): AsyncGenerator<AnyTip, void, undefined> {
  return unambiguous(chainBlocks(client, query.to, signal, { from: query.from, entries: "none" }));
}

async function* unambiguous<Served>(blocks: AsyncIterable<unknown>): AsyncGenerator<Served, void, undefined> {
  for await (const block of blocks) {
    if (block instanceof JsonFault) throw new Unreachable(`the ledger's answer ${block.message}`);
    yield block as Served;
  }
}

/**
 * Reads one block. Needs the scope `chain:read`.
 *
 * @throws Refusal `block-not-found`, and as {@link allBlocks}
 * @throws Unreachable if the ledger does not respond
 */
export function readBlock(client: LedgerClient, index: number, signal: AbortSignal | null = null): Promise<AnyBlock> {
  return client.get(`/blocks/${index}`, { signal }) as Promise<AnyBlock>;
}

/** How many blocks each miner of a ledger has mined. */
export type Miners = Value<typeof minersSchema>;

/**
 * Reads the miners' rewards, which the ledger counts from its chain. Needs the scope `chain:read`.
 *
 * @throws Unreachable if the ledger does not respond
 */
export function readMiners(client: LedgerClient, signal: AbortSignal | null = null): Promise<Miners> {
  return client.get("/miners", { signal }) as Promise<Miners>;
}

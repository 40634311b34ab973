import type { Fault } from "../../chain/fault.ts";
import { type LedgerClient, NotALedger, Refusal, Unreachable } from "../../client/client.ts";
import { chainBlocks } from "../../client/served/chain-blocks.ts";
import { eventsFrom } from "../../client/routes/events.ts";
import { backoff, pause } from "../../client/transport/waiting.ts";
import { counted } from "../../chain/text/counted.ts";
import { ProvenFault } from "../command.ts";
import { countsText } from "../../report/author-words.ts";
import { type Copy, fork, truncation } from "./copy.ts";

/**
 * Compares the whole served chain with the copy, and adds the new blocks.
 *
 * @param stop cancels it
 * @param tell prints a line of progress for people
 * @throws ProvenFault when the ledger contradicts the copy, or serves a faulty chain
 */
export async function catchUp(
  client: LedgerClient,
  copy: Copy,
  stop: AbortSignal,
  tell: (news: string) => void,
): Promise<void> {
  const before = copy.length;
  refuse(await copy.compare(chainBlocks(client, undefined, stop)));
  tell(`The copy has ${counted(copy.length, "block")}, ${copy.length - before} of them new. All are verified.`);
  if (copy.signatures) tell(countsText(copy.signatures));
}

/**
 * Keeps a copy up to date: catches up, follows the ledger's events, and starts again when the connection is lost.
 *
 * @param stop ends it
 * @param tell prints a line of progress for people
 * @throws ProvenFault as {@link catchUp}
 * @throws Refusal, NotALedger when the ledger cannot be followed at all
 */
export async function keepUp(
  client: LedgerClient,
  copy: Copy,
  stop: AbortSignal,
  tell: (news: string) => void,
): Promise<void> {
  let failures = 0;
  let isLedger = false;
  while (!stop.aborted) {
    try {
      await catchUp(client, copy, stop, tell);
      isLedger = true;
      await followEvents(client, copy, stop, {
        onLife: () => (failures = 0),
        onBlock: () => tell(`Block ${copy.length} verified and added`),
      });
    } catch (error) {
      if (stop.aborted && !(error instanceof ProvenFault)) return;
      if (error instanceof Refusal && error.problem === "ledger-not-found" && copy.length > 0) {
        refuse(truncation(copy.length, 0));
      }
      // On the first attempt, this means a wrong address or a network's sign-in page. Later, retry.
      if (!(error instanceof Unreachable) || (error instanceof NotALedger && !isLedger)) throw error;
      tell(error.message);
    }
    await pause(backoff(failures++), stop);
  }
}

/** Callbacks for what a followed ledger sends. */
interface Heard {
  /** Called for every message, pongs included. */
  readonly onLife: () => void;
  /** Called after a block was added to the copy. */
  readonly onBlock: () => void;
}

/** Adds each block that the ledger sends, until the connection ends. */
async function followEvents(client: LedgerClient, copy: Copy, stop: AbortSignal, heard: Heard): Promise<void> {
  for await (const reported of eventsFrom(client, copy.length + 1, { signal: stop, onLife: heard.onLife })) {
    refuse(await addReported(client, copy, reported, stop));
    await copy.flush();
    heard.onBlock();
  }
}

/**
 * Adds the block that an event reports. The events of a sealed ledger hold headers alone, so its block is fetched, and
 * must have the reported header.
 */
async function addReported(
  client: LedgerClient,
  copy: Copy,
  reported: unknown,
  stop: AbortSignal,
): Promise<Fault | undefined> {
  if (!isHeader(reported)) return copy.add(reported);
  const fault = await copy.add(await client.block(copy.length + 1, { signal: stop }));
  return fault ?? (copy.tip && fork(copy.tip, reported));
}

/** Whether an event holds the header of a sealed block. */
function isHeader(reported: unknown): boolean {
  return typeof reported === "object" && reported !== null && "merkle_root" in reported && !("entries" in reported);
}

function refuse(fault: Fault | undefined): void {
  if (fault) throw new ProvenFault(fault.detail, fault);
}

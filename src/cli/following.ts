import { on } from "node:events";
import type { Fault } from "../chain/fault.ts";
import { type LedgerClient, NotALedger, Refusal, Unreachable } from "../client/client.ts";
import { blockIn, blocksOf } from "../client/served-chain.ts";
import { backoff, pause, SILENCE } from "../client/waiting.ts";
import { ProvenFault } from "./command.ts";
import { type Copy, truncation } from "./copy.ts";

/** Blocks are acknowledged, at the latest, after so many. */
const BLOCKS_PER_ACKNOWLEDGEMENT = 100;

/**
 * Compares the whole served chain with the copy and adds what is new.
 *
 * @param stop gives it up
 * @throws ProvenFault when the ledger contradicts the copy, or serves a faulty chain
 */
export async function catchUp(client: LedgerClient, copy: Copy, stop: AbortSignal): Promise<void> {
  refuse(await copy.compare(blocksOf(client.lines("/get_chain", { signal: stop }))));
}

/**
 * Keeps a copy up to date: catches up, follows the ledger's events, and begins again where the ledger does not answer.
 *
 * @param stop ends it
 * @param tell is given a line of news for people
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
      await catchUp(client, copy, stop);
      isLedger = true;
      tell(`The copy has ${copy.length} blocks, all verified and as the ledger shows them.`);
      await followEvents(client, copy, stop, {
        onLife: () => (failures = 0),
        onBlock: () => tell(`Block ${copy.length}`),
      });
    } catch (error) {
      if (error instanceof Refusal && error.problem === "ledger-not-found" && copy.length > 0) {
        refuse(truncation(copy.length, 0));
      }
      // A sign-in page may come in between later; at the first try the address is wrong, or the network is not open.
      if (!(error instanceof Unreachable) || (error instanceof NotALedger && !isLedger)) throw error;
      if (!stop.aborted) tell(error.message);
    }
    await pause(backoff(failures++), stop);
  }
}

/** What is heard of a ledger that is followed. */
interface Heard {
  /** Called with each sign of life. */
  readonly onLife: () => void;
  /** Called when a block was added to the copy. */
  readonly onBlock: () => void;
}

/** Adds each block that the ledger sends, until the connection ends or falls silent. */
async function followEvents(client: LedgerClient, copy: Copy, stop: AbortSignal, heard: Heard): Promise<void> {
  const socket = await client.watch(copy.length + 1);
  const end = () => socket.close();
  stop.addEventListener("abort", end);
  let silent = false;
  const pulse = setInterval(() => {
    if (silent) end();
    else if (socket.readyState === WebSocket.OPEN) socket.send("ping");
    silent = true;
  }, SILENCE);
  try {
    for await (const [{ data }] of on(socket, "message", { close: ["close"] }) as AsyncIterable<[MessageEvent]>) {
      silent = false;
      heard.onLife();
      if (data === "pong") continue;
      refuse(await copy.add(blockIn(String(data), "a message of its events")));
      await copy.flush();
      heard.onBlock();
      if (copy.length % BLOCKS_PER_ACKNOWLEDGEMENT === 0) socket.send(String(copy.length));
    }
  } finally {
    clearInterval(pulse);
    stop.removeEventListener("abort", end);
    end();
  }
}

function refuse(fault: Fault | undefined): void {
  if (fault) throw new ProvenFault(fault.detail, fault);
}

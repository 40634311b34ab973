import { blockIn } from "../served/chain-blocks.ts";
import type { LedgerClient } from "../client.ts";
import { OPEN } from "../sockets/socket.ts";
import { SILENCE } from "../transport/waiting.ts";

/** After how many blocks an acknowledgement is sent. A ledger stops sending at 250 that are not acknowledged. */
const BLOCKS_PER_ACKNOWLEDGEMENT = 100;

/** How events are listened to. */
export interface Listening {
  /** Ends the connection. */
  readonly signal?: AbortSignal | undefined;
  /** Called for each message, also for those that only say that the connection is alive. */
  readonly onLife?: () => void;
}

/**
 * Listens to a ledger's events over one connection, until it closes, or is silent for twice {@link SILENCE}.
 *
 * What the loop has taken is acknowledged, so a ledger never sends a slow one more than it can keep: it waits, and closes
 * the connection after half a minute.
 *
 * @param from the index of the first block
 * @returns what each message holds, in order: a block, on a sealed ledger its header. Nothing about it is checked
 * @throws NotALedger if a message is not JSON
 */
export async function* eventsFrom(
  client: LedgerClient,
  from: number,
  { signal, onLife }: Listening = {},
): AsyncGenerator<unknown, void, undefined> {
  const socket = await client.watch(from, signal);
  const received: string[] = [];
  let hasEnded = false;
  let isSilent = false;
  let wake: (() => void) | undefined;
  const ended = () => {
    hasEnded = true;
    wake?.();
  };
  // A connection that is dead does not even close.
  const hangUp = () => {
    socket.close();
    ended();
  };
  socket.addEventListener("message", ({ data }) => {
    isSilent = false;
    onLife?.();
    if (data !== "pong") received.push(String(data));
    wake?.();
  });
  socket.addEventListener("close", ended);
  signal?.addEventListener("abort", hangUp);
  // A signal that is aborted already fires no event.
  if (signal?.aborted) hangUp();
  const pulse = setInterval(() => {
    // This also ends a connection that takes too long to open.
    if (isSilent) hangUp();
    else if (socket.readyState === OPEN) socket.send("ping");
    isSilent = true;
  }, SILENCE);
  try {
    for (let index = from; ;) {
      if (signal?.aborted) return;
      const text = received.shift();
      if (text !== undefined) {
        yield blockIn(text, "a message of its events");
        if ((index - from + 1) % BLOCKS_PER_ACKNOWLEDGEMENT === 0 && !hasEnded) socket.send(String(index));
        index += 1;
      } else if (hasEnded) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    clearInterval(pulse);
    signal?.removeEventListener("abort", hangUp);
    socket.close();
  }
}

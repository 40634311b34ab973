import { runInDurableObject } from "cloudflare:test";
import type { Block } from "../../../src/chain/block.ts";
import { Watcher } from "../worker/watching.ts";
import { imitation, withHashedTip } from "../worker/squares-chains.ts";
import { ledger, storeChain } from "../storage/main.ts";

/** How many blocks a watcher may leave unacknowledged. */
export const UNACKNOWLEDGED_LIMIT = 250;
export const WATCHERS_LIMIT = 500;
/** How many watchers any subject may join; the remaining places are for subjects with few watchers. */
export const COMMON_WATCHERS = 300;
export const FEW_WATCHERS = 20;

/** Opens a socket at the object itself. */
export async function open(from?: number, caller = "dr-rao"): Promise<Watcher | undefined> {
  const query = new URLSearchParams({
    caller,
    expires: String(Date.now() + 600_000),
    ...(from === undefined ? {} : { from: String(from) }),
  });
  const response = await ledger().fetch(`https://ledger/?${query.toString()}`, { headers: { Upgrade: "websocket" } });
  if (!response.webSocket) return undefined;
  return new Watcher(response.webSocket);
}

export async function opened(from?: number, caller?: string): Promise<Watcher> {
  const watcher = await open(from, caller);
  if (!watcher) throw new Error("no socket was opened");
  return watcher;
}

/** Edits the object's notes about its watchers, since its clock cannot be moved. */
export const editNotes = (changes: object) =>
  runInDurableObject(ledger(), (_, state) => {
    for (const socket of state.getWebSockets()) {
      socket.serializeAttachment({ ...(socket.deserializeAttachment() as object), ...changes });
    }
  });
export const notes = () =>
  runInDurableObject(ledger(), (_, state) =>
    state.getWebSockets().map((socket) => socket.deserializeAttachment() as { waitingSince?: number }),
  );
export const socketsOf = () => runInDurableObject(ledger(), (_, state) => state.getWebSockets().length);

/**
 * A stored chain with more blocks than a watcher is sent at once. Its last proof is 1, so the next is known to be 533.
 */
export async function longChain(length: number): Promise<Block[]> {
  const blocks = imitation(length).map((block) => ({ ...block, proof: block.index === length ? 1 : block.proof }));
  const chain = await withHashedTip(blocks);
  await storeChain(chain);
  return chain;
}

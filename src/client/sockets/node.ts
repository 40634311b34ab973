import { WebSocket } from "ws";
import type { Socket } from "./socket.ts";

/** Opens a WebSocket in Node, which has none of its own before version 22. */
export function openSocket(url: string, protocols: string[]): Socket {
  // Blocks consist mostly of hashes, which cannot be compressed.
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false });
  // Without a listener an error ends the process. The event `close` follows every error.
  socket.on("error", () => undefined);
  return socket;
}

import type { Socket } from "./socket.ts";

/** Opens a WebSocket of the platform: that of a browser, of a Worker, of Deno or Bun. */
export function openSocket(url: string, protocols: string[]): Socket {
  return new WebSocket(url, protocols);
}

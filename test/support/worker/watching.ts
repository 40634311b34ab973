import { env } from "cloudflare:test";
import type { Block } from "../../../src/chain/block.ts";
import { app } from "../../../src/http/app.ts";
import { settings, token } from "./client.ts";

const watchers = new Set<Watcher>();

/**
 * Closes all watchers' sockets. Call this after each test: a socket that is open when the tests' storage is emptied can
 * crash the runtime.
 */
export async function leaveAll(): Promise<void> {
  for (const { socket } of watchers) socket.close();
  await Promise.all([...watchers].map((watcher) => watcher.end()));
  watchers.clear();
}

/** A watcher of a ledger, which records the messages that it gets. */
export class Watcher {
  readonly socket: WebSocket;
  readonly messages: (string | ArrayBuffer)[] = [];
  /** Whether it acknowledges every block. */
  acknowledges = false;
  closed: { readonly code: number; readonly reason: string } | undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.messages.push(data as string | ArrayBuffer);
      if (this.acknowledges) socket.send(String((JSON.parse(data as string) as Block).index));
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
    socket.accept();
    watchers.add(this);
  }

  get blocks(): Block[] {
    return this.messages.map((message) => JSON.parse(message as string) as Block);
  }

  get indexes(): number[] {
    return this.blocks.map(({ index }) => index);
  }

  /** Waits for this many messages; the test's time limit applies. */
  async until(count: number): Promise<this> {
    while (this.messages.length < count) await scheduler.wait(2);
    return this;
  }

  /** Waits until the other end has closed the socket. */
  async end(): Promise<{ readonly code: number; readonly reason: string }> {
    while (!this.closed) await scheduler.wait(2);
    return this.closed;
  }
}

/** Requests a WebSocket with exactly these headers. */
export async function upgrade(path: string, headers: Record<string, string>): Promise<Response> {
  return app.request(path, { headers: { Upgrade: "websocket", ...headers } }, { ...env, ...settings });
}

/** Watches, with a valid token unless the claims change that. */
export async function watch(path: string, claims: Record<string, unknown> = {}): Promise<Watcher> {
  return watcherOf(await upgrade(path, { Authorization: `Bearer ${await token(claims)}` }));
}

/** The watcher on the other end of an answer's socket. */
export function watcherOf(response: Response): Watcher {
  if (!response.webSocket) throw new Error(`no socket was opened: ${response.status}`);
  return new Watcher(response.webSocket);
}

/** The integers of a range, both ends included. */
export function indexes(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, place) => from + place);
}

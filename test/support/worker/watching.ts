import { env } from "cloudflare:test";
import type { Block } from "../../../src/chain/block.ts";
import { app } from "../../../src/http/app.ts";
import { settings, token } from "./client.ts";

const watchers = new Set<Watcher>();

/**
 * Has everybody leave, for after each test: a socket that is open when the tests' storage is emptied can bring the
 * runtime down.
 */
export async function leaveAll(): Promise<void> {
  for (const { socket } of watchers) socket.close();
  await Promise.all([...watchers].map((watcher) => watcher.end()));
  watchers.clear();
}

/** Somebody who watches a ledger, and keeps what it is sent. */
export class Watcher {
  readonly socket: WebSocket;
  readonly messages: (string | ArrayBuffer)[] = [];
  /** Whether it says of each block that it has it. */
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

  /** Waits until so many messages came; that they never come is what the test's time limit is for. */
  async until(count: number): Promise<this> {
    while (this.messages.length < count) await scheduler.wait(2);
    return this;
  }

  /** Waits until the other end closed the socket. */
  async end(): Promise<{ readonly code: number; readonly reason: string }> {
    while (!this.closed) await scheduler.wait(2);
    return this.closed;
  }
}

/** Asks to watch with exactly these headers. */
export async function upgrade(path: string, headers: Record<string, string>): Promise<Response> {
  return app.request(path, { headers: { Upgrade: "websocket", ...headers } }, { ...env, ...settings });
}

/** Watches, with a good token unless the claims spoil it. */
export async function watch(path: string, claims: Record<string, unknown> = {}): Promise<Watcher> {
  return watcherOf(await upgrade(path, { Authorization: `Bearer ${await token(claims)}` }));
}

/** The watcher at the other end of an answer. */
export function watcherOf(response: Response): Watcher {
  if (!response.webSocket) throw new Error(`no socket was opened: ${response.status}`);
  return new Watcher(response.webSocket);
}

/** The numbers from one to another. */
export function indexes(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, place) => from + place);
}

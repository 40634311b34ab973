import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Requests from several clients on persistent connections; each client sends the next request after its answer. */
export interface Load {
  /** Every `{n}` in it is replaced with the request's number, from 0. */
  readonly url: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  /** Every `{n}` in it is replaced with the request's number. */
  readonly body?: string;
  /** One for each client; if empty, one client without a token. */
  readonly tokens: readonly string[];
  /** The required status of every answer. */
  readonly expect: number;
  /** When to stop sending requests. */
  readonly until: { readonly seconds: number } | { readonly requests: number };
}

/** The answers, with times in milliseconds. */
export interface Answers {
  readonly count: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** The bytes of the bodies. */
  readonly bytes: number;
  /** From each request to the end of its answer. */
  readonly latencies: readonly number[];
  /** From each request to the first byte of its answer's body. */
  readonly firstBytes: readonly number[];
}

/** Sends a load from a separate process, which shares no event loop with the server under test. */
export async function send(load: Load): Promise<Answers> {
  const child = fork(join(import.meta.dirname, "load-process.ts"), { serialization: "advanced" });
  try {
    child.send(load);
    const [answers] = (await once(child, "message")) as [Answers | string];
    if (typeof answers === "string") throw new Error(answers);
    return answers;
  } finally {
    child.kill();
  }
}

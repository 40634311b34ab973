import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Requests that several clients send, each the next as soon as it has its answer, on connections that stay open. */
export interface Load {
  readonly url: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  /** Every `{n}` in it becomes the request's number. */
  readonly body?: string;
  /** One for each client; one client without any where it is empty. */
  readonly tokens: readonly string[];
  /** The status that every answer must have. */
  readonly expect: number;
  /** When no more requests are sent. */
  readonly until: { readonly seconds: number } | { readonly requests: number };
}

/** What came back. Times are milliseconds. */
export interface Answers {
  readonly count: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Of the bodies. */
  readonly bytes: number;
  /** From a request to the end of its answer, each. */
  readonly latencies: readonly number[];
  /** From a request to the first byte of its answer's body, each. */
  readonly firstBytes: readonly number[];
}

/** Sends a load from a process of its own, which shares no event loop with whatever is measured. */
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

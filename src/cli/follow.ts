/**
 * `npm run follow`: keeps a verified copy of a ledger. It catches up, follows the ledger's events, and stops when the
 * ledger contradicts what it showed before.
 */
import { on } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Fault } from "../chain/fault.ts";
import { type LedgerClient, NotALedger, Refusal, Unreachable } from "../client/client.ts";
import { jsonLine } from "../client/printable.ts";
import { blockIn, blocksOf } from "../client/served-chain.ts";
import { Copy, truncation } from "./copy.ts";
import { lock } from "./lock.ts";
import { openClient } from "./open-client.ts";
import { complain } from "./output.ts";

const USAGE = `npm run follow -- --dir FOLDER [options]
  --dir FOLDER       where the copy is kept, as chain.ndjson
  --url URL          the ledger's address, with /ledgers/<name> for another than main   (http://localhost:8787)
  --token-file FILE  where the token is; otherwise it is taken from LEDGER_TOKEN, or made with the key of npm run dev
  --once             catch up, and stop

Exit codes: 0 stopped by you or by --once, 1 the ledger contradicts the copy, 2 could not go on.`;

/** The waits between attempts to reach a ledger that does not answer, in milliseconds; the last one is repeated. */
const RETRIES = [500, 1_000, 2_000, 5_000, 10_000, 30_000];

/** Blocks are acknowledged, at the latest, after so many. */
const BLOCKS_PER_ACKNOWLEDGEMENT = 100;

/** After so long without a message the follower asks whether the connection lives, in milliseconds. */
const SILENCE = 30_000;

/** Thrown when the ledger contradicts the copy, or serves a faulty chain. */
class Contradiction extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.detail);
    this.fault = fault;
  }
}

function refuse(fault: Fault | undefined): void {
  if (fault) throw new Contradiction(fault);
}

/** Compares the whole served chain with the copy and adds what is new. */
async function catchUp(client: LedgerClient, copy: Copy, signal: AbortSignal): Promise<void> {
  refuse(await copy.compare(blocksOf(client.lines("/get_chain", { signal }))));
}

/**
 * Adds each block that the ledger sends, until the connection ends or falls silent.
 *
 * @param onLife is called with each sign of life
 */
async function followEvents(client: LedgerClient, copy: Copy, stop: AbortSignal, onLife: () => void): Promise<void> {
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
      onLife();
      if (data === "pong") continue;
      refuse(await copy.add(blockIn(String(data), "a message of its events")));
      await copy.flush();
      complain(`Block ${copy.length}`);
      if (copy.length % BLOCKS_PER_ACKNOWLEDGEMENT === 0) socket.send(String(copy.length));
    }
  } finally {
    clearInterval(pulse);
    stop.removeEventListener("abort", end);
    end();
  }
}

async function follow(client: LedgerClient, copy: Copy, stop: AbortSignal): Promise<void> {
  let failures = 0;
  let isLedger = false;
  while (!stop.aborted) {
    try {
      await catchUp(client, copy, stop);
      isLedger = true;
      complain(`The copy has ${copy.length} blocks, all verified and as the ledger shows them.`);
      await followEvents(client, copy, stop, () => {
        failures = 0;
      });
    } catch (error) {
      if (error instanceof Refusal && error.problem === "ledger-not-found" && copy.length > 0) {
        refuse(truncation(copy.length, 0));
      }
      // A sign-in page may come in between later; at the first try the address is wrong, or the network is not open.
      if (!(error instanceof Unreachable) || (error instanceof NotALedger && !isLedger)) throw error;
      if (!stop.aborted) complain(error.message);
    }
    const wait = RETRIES[Math.min(failures++, RETRIES.length - 1)] ?? 0;
    await delay(wait, undefined, { signal: stop }).catch(() => undefined);
  }
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

try {
  const { values } = parseArgs({
    options: {
      dir: { type: "string" },
      url: { type: "string", default: "http://localhost:8787" },
      "token-file": { type: "string" },
      once: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
  } else if (values.dir === undefined) {
    throw new Error(`--dir is needed.\n\n${USAGE}`);
  } else {
    const client = openClient(values.url, values["token-file"]);
    const release = lock(values.dir);
    try {
      const copy = await Copy.open(values.dir);
      await (values.once ? catchUp(client, copy, stop.signal) : follow(client, copy, stop.signal));
      await copy.close();
    } finally {
      release();
    }
  }
} catch (error) {
  if (error instanceof Contradiction) console.log(jsonLine({ fault: error.fault }));
  complain((error as Error).message);
  process.exitCode = error instanceof Contradiction ? 1 : 2;
}

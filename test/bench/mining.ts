import { LONG_ENOUGH, type Row } from "./bench.ts";
import { type Answers, type Load, send } from "./load.ts";
import type { Figure, Measurement } from "./report.ts";
import { squaresChain } from "./seeding.ts";
import { percentile } from "./statistics.ts";

const CLIENTS = 64;
const SECONDS = 30;

/** How long the requests that the rest is compared with are sent, in seconds. */
const COMPARED_SECONDS = 10;

const POST: Pick<Load, "method" | "headers" | "body" | "expect"> = {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: '{"patient_name": "Patient {n} of Shelbyville", "patient_ID": "S-2026-{n}", "Reg_no": "SREG-2026-{n}"}',
  expect: 201,
};

/** The answers to each load, all in the same runtime but the peer's. */
interface Measured {
  readonly mining: Answers;
  readonly alone: Answers;
  /** A static answer: what the runtime can do at most. */
  readonly health: Answers;
  readonly healthAlone: Answers;
  /** An answer that takes a token and a call of the ledger's object: the ceiling of a request that mines. */
  readonly description: Answers;
}

/** Many clients that mine at once, each with its own token, on a `squares` chain that knows its proofs. */
export const mining: Row = {
  name: "mine-block",
  async measure(bench) {
    await bench.ledgerOf("mining", squaresChain(LONG_ENOUGH));
    const ours = await bench.withRuntime(async (runtime): Promise<Measured> => {
      const tokens = await runtime.tokens(CLIENTS);
      const one = tokens.slice(0, 1);
      const get = (path: string, clients: readonly string[]) =>
        send({ url: runtime.url + path, tokens: clients, expect: 200, until: { seconds: COMPARED_SECONDS } });
      const mine = (clients: readonly string[], seconds: number, prefix: string) => {
        const body = POST.body?.replace("SREG", prefix) ?? "";
        return send({
          ...POST,
          body,
          url: `${runtime.url}/ledgers/mining/mine_block`,
          tokens: clients,
          until: { seconds },
        });
      };
      return {
        health: await get("/healthz", tokens),
        description: await get("/ledgers/mining", tokens),
        mining: await mine(tokens, SECONDS, "SREG"),
        alone: await mine(one, COMPARED_SECONDS, "ALONE"),
        healthAlone: await get("/healthz", one),
      };
    });
    const theirs = await bench.withPeer((peer) => {
      const tokens = Array.from({ length: CLIENTS }, () => "none is asked for");
      return send({ ...POST, url: `${peer.url}/mine_block`, tokens, until: { seconds: SECONDS } });
    });
    return measurements(ours, theirs);
  },
};

function measurements(ours: Measured, theirs: Answers | undefined): Measurement[] {
  const ceiling = rate(ours.description).value / rate(ours.health).value;
  return [
    {
      what: `mine_block, ${CLIENTS} clients for ${SECONDS} s`,
      here: rate(ours.mining),
      peer: { ...rate(ours.health), unit: "requests/s", name: `/healthz, ${CLIENTS} clients` },
      targets: [{ kind: "times the peer", least: 0.4 }],
      note:
        `on squares with its proofs known, tokens and receipts included; p50 ${percentile(ours.mining.latencies, 50).toFixed(0)} ms. ` +
        `The ceiling is a request that only describes the ledger, with a token and a call of its object: ${ceiling.toFixed(2)} ×`,
    },
    {
      what: "the same, p99",
      here: p99(ours.mining),
      peer: { ...p99(ours.health), name: `/healthz, ${CLIENTS} clients` },
      targets: [{ kind: "below", most: 500 }],
    },
    {
      what: "mine_block, beside Python",
      here: rate(ours.mining),
      ...(theirs && { peer: { ...rate(theirs), name: "Python, which searches each proof" } }),
      targets: [{ kind: "at least", least: 300 }],
    },
    {
      what: "mine_block, one client alone",
      here: rate(ours.alone),
      peer: { ...rate(ours.healthAlone), unit: "requests/s", name: "/healthz, one client" },
      targets: [],
      note: `p50 ${percentile(ours.alone.latencies, 50).toFixed(1)} ms; each block is a commit of its own`,
    },
  ];
}

function rate({ count, seconds }: Answers): Figure {
  return { value: count / seconds, unit: "blocks/s" };
}

function p99({ latencies }: Answers): Figure {
  return { value: percentile(latencies, 99), unit: "ms" };
}

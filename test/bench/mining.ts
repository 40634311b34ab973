import { LONG_ENOUGH, type Row } from "./bench.ts";
import { type Answers, type Load, send } from "./load.ts";
import type { Figure, Measurement } from "./report.ts";
import { squaresChain } from "./seeding.ts";
import { percentile } from "./statistics.ts";

const CLIENTS = 64;
const SECONDS = 30;

const POST: Pick<Load, "method" | "headers" | "body" | "expect"> = {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: '{"patient_name": "Patient {n} of Shelbyville", "patient_ID": "S-2026-{n}", "Reg_no": "SREG-2026-{n}"}',
  expect: 201,
};

/** Many clients that mine at once, each with its own token, on a `squares` chain that knows its proofs. */
export const mining: Row = {
  name: "mine-block",
  async measure(bench) {
    await bench.ledgerOf("mining", squaresChain(LONG_ENOUGH));
    const ours = await bench.withRuntime(async (runtime) => {
      const load = { ...POST, url: `${runtime.url}/ledgers/mining/mine_block`, tokens: await runtime.tokens(CLIENTS) };
      return send({ ...load, until: { seconds: SECONDS } });
    });
    const theirs = await bench.withPeer((peer) => {
      const tokens = Array.from({ length: CLIENTS }, () => "none is asked for");
      return send({ ...POST, url: `${peer.url}/mine_block`, tokens, until: { seconds: SECONDS } });
    });
    return measurements(ours, theirs);
  },
};

function measurements(ours: Answers, theirs: Answers | undefined): Measurement[] {
  const name = "Python, which searches each proof";
  return [
    {
      what: `mine_block, ${CLIENTS} clients for ${SECONDS} s`,
      here: rate(ours),
      ...(theirs && { peer: { ...rate(theirs), name } }),
      targets: [{ kind: "at least", least: 300 }],
      note: `on squares with its proofs known, tokens and receipts included; p50 ${percentile(ours.latencies, 50).toFixed(0)} ms`,
    },
    {
      what: "the same, p99",
      here: p99(ours),
      ...(theirs && { peer: { ...p99(theirs), name } }),
      targets: [{ kind: "below", most: 500 }],
    },
  ];
}

function rate({ count, seconds }: Answers): Figure {
  return { value: count / seconds, unit: "blocks/s" };
}

function p99({ latencies }: Answers): Figure {
  return { value: percentile(latencies, 99), unit: "ms" };
}

import { rmSync } from "node:fs";
import type { Block } from "../../src/chain/block.ts";
import type { Bench, Row } from "./bench.ts";
import genesis from "./genesis-24-bits.json" with { type: "json" };
import { send } from "./load.ts";
import type { Measurement } from "./report.ts";
import type { Runtime } from "../support/e2e/runtime.ts";
import { percentile } from "./statistics.ts";

const CLIENTS = 4;
const SECONDS = 15;

/** More than are mined meanwhile, however lucky the searches are. */
const RECORDS = 20;

/**
 * Reading a block while the ledger searches for 24 zero bits, and before. Searching for genesis would take the ledger
 * minutes, so a genesis that was mined once, externally, replaces an easier one. Each block of a chain holds its
 * difficulty, and the ledger uses that of its tip.
 */
export const readsWhileMining: Row = {
  name: "reads-while-mining",
  async measure(bench) {
    const database = await bench.ledgerOf("hard", [genesis satisfies Block], { puzzle: "block-hash", difficulty: 8 });
    try {
      return [await measureReads(bench)];
    } finally {
      // Otherwise its alarm would resume mining in every later runtime, and disturb the measurements there.
      for (const suffix of ["", "-wal", "-shm"]) rmSync(database + suffix, { force: true });
    }
  },
};

function measureReads(bench: Bench): Promise<Measurement> {
  return bench.withRuntime(async (runtime) => {
    const idle = await readsP99(runtime);
    await runtime.fetch("/ledgers/hard/records", {
      method: "POST",
      headers: { "Content-Type": "application/x-ndjson" },
      body: Array.from({ length: RECORDS }, (_, n) => JSON.stringify(record(n))).join("\n"),
    });
    const busy = await readsP99(runtime);
    if ((await runtime.length("hard")) > RECORDS) throw new Error("the mining ended while blocks were read");
    return {
      what: "GET /blocks/1 while a block of 24 bits is mined, p99",
      here: { value: busy, unit: "ms" },
      peer: { value: idle, unit: "ms", name: "the same while idle" },
      targets: [{ kind: "above the peer", most: 50 }],
      note: `${CLIENTS} clients for ${SECONDS} s each`,
    };
  });
}

async function readsP99(runtime: Runtime): Promise<number> {
  const load = { url: `${runtime.url}/ledgers/hard/blocks/1`, tokens: await runtime.tokens(CLIENTS), expect: 200 };
  await send({ ...load, until: { seconds: 2 } });
  return percentile((await send({ ...load, until: { seconds: SECONDS } })).latencies, 99);
}

function record(n: number): object {
  return { patient_name: `Patient ${n}`, patient_ID: `P-${n}`, Reg_no: `REG-${n}` };
}

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Runtime } from "../support/e2e/runtime.ts";
import type { Row } from "./bench.ts";
import { COUNTING } from "./counting.ts";
import { type Answers, send } from "./load.ts";
import type { Measurement } from "./report.ts";

const CLIENTS = 64;
const SECONDS = 10;
const BATCH = 10_000;
const BATCHES = 10;

/** A sealed ledger's records are numbered from 2: genesis has an entry too. The records that are opened are among them. */
const OPENED = 9_000;

const PUZZLE = { puzzle: "block-hash", difficulty: 8 } as const;
const RECORD = '{"patient_name": "Patient {n} of Shelbyville", "patient_ID": "S-2026-{n}", "Reg_no": "SREG-2026-{n}"}';

/** Sealed ledgers: batches, records one by one, opening them, checking all of them, and the rows that a record takes. */
export const sealed: Row = {
  name: "sealed",
  async measure(bench) {
    writeFileSync(join(bench.bundle, "counting.js"), COUNTING);
    const rows = await bench.withRuntime(async (runtime) => {
      await runtime.create("sealed-rows", PUZZLE, "sealed");
      const written = async () => Number(await (await runtime.fetch("/rows-written")).text());
      const before = await written();
      await sendBatch(runtime, "sealed-rows", 0);
      return ((await written()) - before) / BATCH;
    }, "counting.js");
    return bench.withRuntime(async (runtime) => {
      await runtime.create("sealed", PUZZLE, "sealed");
      const tokens = await runtime.tokens(CLIENTS);
      const health = await send({ url: `${runtime.url}/healthz`, tokens, expect: 200, until: { seconds: SECONDS } });
      const started = performance.now();
      for (let batch = 0; batch < BATCHES; batch++) await sendBatch(runtime, "sealed", batch);
      const batchSeconds = (performance.now() - started) / 1000;
      const memory = runtime.memory();
      const checked = performance.now();
      await runtime.json("/ledgers/sealed/is_valid");
      const checkSeconds = (performance.now() - checked) / 1000;
      const opened = await send({
        url: `${runtime.url}/ledgers/sealed/records/1{n}`,
        tokens,
        expect: 200,
        until: { requests: OPENED },
      });
      const mined = await send({
        url: `${runtime.url}/ledgers/sealed/mine_block`,
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: RECORD.replaceAll("{n}", "alone-{n}"),
        tokens,
        expect: 201,
        until: { seconds: SECONDS },
      });
      const beside = (what: string, answers: Answers, unit: string, least: number): Measurement => ({
        what,
        here: { value: answers.count / answers.seconds, unit },
        peer: { value: health.count / health.seconds, unit: "requests/s", name: `/healthz, ${CLIENTS} clients` },
        targets: [{ kind: "times the peer", least }],
      });
      return [
        {
          what: `sealed: batches of ${BATCH.toLocaleString("en")} records, until all are on the chain`,
          here: { value: (BATCH * BATCHES) / batchSeconds, unit: "records/s" },
          targets: [{ kind: "at least", least: 10_000 }],
          ...(memory === undefined ? {} : { note: `the runtime used ${memory.toFixed(0)} MB afterwards` }),
        },
        {
          what: "sealed: rows written a record, in a batch",
          here: { value: rows, unit: "rows" },
          targets: [{ kind: "below", most: 6 }],
        },
        beside(`sealed: mine_block, ${CLIENTS} clients`, mined, "records/s", 0.35),
        beside(`sealed: opening a record, ${CLIENTS} clients`, opened, "records/s", 0.4),
        {
          what: "sealed: is_valid",
          here: { value: (BATCH * BATCHES) / checkSeconds, unit: "entries/s" },
          targets: [{ kind: "at least", least: 100_000 }],
        },
      ];
    });
  },
};

/** Sends a batch, and waits until its last record is on the chain. */
async function sendBatch(runtime: Runtime, name: string, batch: number): Promise<void> {
  const body = Array.from({ length: BATCH }, (_, n) => RECORD.replaceAll("{n}", String(batch * BATCH + n))).join("\n");
  const headers = { "Content-Type": "application/x-ndjson" };
  await (await runtime.fetch(`/ledgers/${name}/records`, { method: "POST", headers, body })).text();
  while ((await runtime.json<{ size: number }>(`/ledgers/${name}/mempool`)).size > 0) await wait(20);
}

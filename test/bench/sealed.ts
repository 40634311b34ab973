import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Runtime } from "../support/e2e/runtime.ts";
import type { Row } from "./bench.ts";
import { COUNTING } from "./counting.ts";
import { type Answers, type Load, send } from "./load.ts";
import type { Measurement } from "./report.ts";
import { signedRecords } from "./signed.ts";

const CLIENTS = 64;
const SECONDS = 10;
const BATCH = 10_000;
const BATCHES = 10;

/** A sealed ledger's records are numbered from 2: genesis has an entry too. The records that are opened are among them. */
const OPENED = 9_000;

const PUZZLE = { puzzle: "block-hash", difficulty: 8 } as const;
const RECORD = '{"patient_name": "Patient {n} of Shelbyville", "patient_ID": "S-2026-{n}", "Reg_no": "SREG-2026-{n}"}';

/**
 * Sealed ledgers: batches, records one by one, opening them, checking all of them, the rows that a record takes, and
 * signed records. Each record that is registered or opened has its entry in the log of reads before it is answered.
 */
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
    const measured = await bench.withRuntime(async (runtime) => {
      await runtime.create("sealed", PUZZLE, "sealed");
      const tokens = await runtime.tokens(CLIENTS);
      const started = performance.now();
      for (let batch = 0; batch < BATCHES; batch++) await sendBatch(runtime, "sealed", batch);
      const batchSeconds = (performance.now() - started) / 1000;
      const memory = runtime.memory();
      await requireLogged(runtime, BATCHES * BATCH);
      const checked = performance.now();
      await runtime.json("/ledgers/sealed/is_valid");
      const checkSeconds = (performance.now() - checked) / 1000;
      const opened = await besideHealth(runtime, {
        url: `${runtime.url}/ledgers/sealed/records/1{n}`,
        tokens,
        expect: 200,
        until: { requests: OPENED },
      });
      await requireLogged(runtime, BATCHES * BATCH + OPENED);
      const mined = await besideHealth(runtime, {
        url: `${runtime.url}/ledgers/sealed/mine_block`,
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: RECORD.replaceAll("{n}", "alone-{n}"),
        tokens,
        expect: 201,
        until: { seconds: SECONDS },
      });
      await requireLogged(runtime, BATCHES * BATCH + OPENED + mined.answers.count);
      const beside = (what: string, { answers, health }: Beside, unit: string, least: number): Measurement => ({
        what,
        here: { value: answers.count / answers.seconds, unit },
        peer: { value: health, unit: "requests/s", name: `/healthz before and after, ${CLIENTS} clients` },
        targets: [{ kind: "times the peer", least }],
      });
      return [
        {
          what: `sealed: batches of ${BATCH.toLocaleString("en")} records, each logged, until all are on the chain`,
          here: { value: (BATCH * BATCHES) / batchSeconds, unit: "records/s" },
          targets: [{ kind: "at least", least: 10_000 }],
          ...(memory === undefined ? {} : { note: `the runtime used ${memory.toFixed(0)} MB afterwards` }),
        },
        {
          what: "sealed: rows written a record, in a batch, with its entry in the log",
          here: { value: rows, unit: "rows" },
          targets: [{ kind: "below", most: 6 }],
        },
        beside(`sealed: mine_block, logged, ${CLIENTS} clients`, mined, "records/s", 0.35),
        beside(`sealed: opening a record, logged, ${CLIENTS} clients`, opened, "records/s", 0.35),
        {
          what: "sealed: is_valid",
          here: { value: (BATCH * BATCHES) / checkSeconds, unit: "entries/s" },
          targets: [{ kind: "at least", least: 100_000 }],
        },
      ] satisfies Measurement[];
    });
    return [...measured, ...(await signedRecords(bench))];
  },
};

/** What a load measured, and the requests a second that `/healthz` answered right before and after it. */
interface Beside {
  readonly answers: Answers;
  readonly health: number;
}

/** Sends a load between two halves of the same one for `/healthz`: a machine is not equally fast all the time. */
async function besideHealth(runtime: Runtime, load: Load): Promise<Beside> {
  const url = `${runtime.url}/healthz`;
  const half = () => send({ url, tokens: load.tokens, expect: 200, until: { seconds: SECONDS / 2 } });
  const before = await half();
  const answers = await send(load);
  const after = await half();
  return { answers, health: (before.count + after.count) / (before.seconds + after.seconds) };
}

/**
 * Checks that the log of reads has an entry for everything that was done, as its checkpoint says.
 *
 * @throws Error if there are fewer
 */
async function requireLogged(runtime: Runtime, least: number): Promise<void> {
  const note = await (await runtime.fetch("/ledgers/sealed/reads/checkpoint")).text();
  const size = Number(note.split("\n")[1]);
  if (!(size >= least)) throw new Error(`the log of reads has ${size} entries instead of ${least}`);
}

/** Sends a batch, and waits until its last record is on the chain. */
async function sendBatch(runtime: Runtime, name: string, batch: number): Promise<void> {
  const body = Array.from({ length: BATCH }, (_, n) => RECORD.replaceAll("{n}", String(batch * BATCH + n))).join("\n");
  const headers = { "Content-Type": "application/x-ndjson" };
  await (await runtime.fetch(`/ledgers/${name}/records`, { method: "POST", headers, body })).text();
  while ((await runtime.json<{ size: number }>(`/ledgers/${name}/mempool`)).size > 0) await wait(20);
}

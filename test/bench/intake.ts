import { setTimeout as wait } from "node:timers/promises";
import { type Bench, LONG_ENOUGH, type Row } from "./bench.ts";
import { send } from "./load.ts";
import type { Measurement } from "./report.ts";
import { squaresChain } from "./seeding.ts";

const RECORDS = 10_000;
const CLIENTS = 64;

/** How long the peer is measured, in seconds: all records would take it most of an hour. */
const PEER_SECONDS = 10;

const RECORD = '{"patient_name": "Patient {n} of Shelbyville", "patient_ID": "S-2026-{n}", "Reg_no": "SREG-2026-{n}"}';

/** A batch of 10,000 records, until the last is on the chain: on a ledger that knows its proofs, and on a new one. */
export const intake: Row = {
  name: "batch-intake",
  async measure(bench) {
    const projected = await peerSeconds(bench);
    const peer = projected === undefined ? {} : { peer: { value: projected, unit: "s", name: "Python, projected" } };
    await bench.ledgerOf("intake", squaresChain(LONG_ENOUGH));
    await bench.ledgerOf("new", squaresChain(1));
    const measurement = (value: number, what: string): Measurement => ({
      what: `${RECORDS.toLocaleString("en")} records as one batch, ${what}`,
      here: { value, unit: "s" },
      ...peer,
      targets: [{ kind: "below", most: 60 }],
      note: `until all are on the chain; Python mines one record a request, and was watched for ${PEER_SECONDS} s`,
    });
    const known = await measure(bench, "intake");
    return [
      measurement(known.seconds, "proofs known"),
      {
        what: "the same batch, beside a static answer",
        here: { value: RECORDS / known.seconds, unit: "records/s" },
        peer: { value: known.health, unit: "requests/s", name: `/healthz, ${CLIENTS} clients` },
        targets: [
          { kind: "at least", least: 12_000 },
          { kind: "times the peer", least: 3 },
        ],
      },
      measurement((await measure(bench, "new")).seconds, "on a new ledger"),
    ];
  },
};

/** Sends the batch. @returns how long it took, and the requests a second that the runtime answers at most */
function measure(bench: Bench, name: string): Promise<{ seconds: number; health: number }> {
  return bench.withRuntime(async (runtime) => {
    const tokens = await runtime.tokens(CLIENTS);
    const health = await send({ url: `${runtime.url}/healthz`, tokens, expect: 200, until: { seconds: 5 } });
    const whole = (await runtime.length(name)) + RECORDS;
    const body = Array.from({ length: RECORDS }, (_, n) => RECORD.replaceAll("{n}", String(n))).join("\n");
    const start = performance.now();
    const headers = { "Content-Type": "application/x-ndjson" };
    await (await runtime.fetch(`/ledgers/${name}/records`, { method: "POST", headers, body })).text();
    while ((await runtime.length(name)) < whole) await wait(20);
    return { seconds: (performance.now() - start) / 1000, health: health.count / health.seconds };
  });
}

function peerSeconds(bench: Bench): Promise<number | undefined> {
  return bench.withPeer(async (peer) => {
    const answers = await send({
      url: `${peer.url}/mine_block`,
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: RECORD,
      tokens: [],
      expect: 201,
      until: { seconds: PEER_SECONDS },
    });
    return RECORDS / (answers.count / answers.seconds);
  });
}

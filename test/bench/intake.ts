import { setTimeout as wait } from "node:timers/promises";
import { type Bench, LONG_ENOUGH, type Row } from "./bench.ts";
import { send } from "./load.ts";
import type { Measurement } from "./report.ts";
import { squaresChain } from "./seeding.ts";

const RECORDS = 10_000;

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
    const measure = async (name: string, what: string): Promise<Measurement> => ({
      what: `${RECORDS.toLocaleString("en")} records as one batch, ${what}`,
      here: { value: await seconds(bench, name), unit: "s" },
      ...peer,
      targets: [{ kind: "below", most: 60 }],
      note: `until all are on the chain; Python mines one record a request, and was watched for ${PEER_SECONDS} s`,
    });
    return [await measure("intake", "proofs known"), await measure("new", "on a new ledger")];
  },
};

function seconds(bench: Bench, name: string): Promise<number> {
  return bench.withRuntime(async (runtime) => {
    const whole = (await runtime.length(name)) + RECORDS;
    const body = Array.from({ length: RECORDS }, (_, n) => RECORD.replaceAll("{n}", String(n))).join("\n");
    const start = performance.now();
    const headers = { "Content-Type": "application/x-ndjson" };
    await (await runtime.fetch(`/ledgers/${name}/records`, { method: "POST", headers, body })).text();
    while ((await runtime.length(name)) < whole) await wait(100);
    return (performance.now() - start) / 1000;
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

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { LedgerClient } from "../../src/client/client.ts";
import { enrolKey } from "../../src/client/routes/keys.ts";
import { generateAuthorKey } from "../../src/client/signing/author-key.ts";
import { enrolment } from "../../src/client/signing/enrolment.ts";
import { signedRecord } from "../../src/client/signing/signed-bodies.ts";
import { signingContext } from "../../src/client/signing/signing-context.ts";
import type { Runtime } from "../support/e2e/runtime.ts";
import type { Bench } from "./bench.ts";
import type { Measurement } from "./report.ts";
import { inTurns } from "./statistics.ts";
import { VERIFYING } from "./verifying.ts";

const BATCH = 4_000;
const BATCHES = 10;
const ROUNDS = 3;

/** How many signatures the runtime itself verifies at a time. */
const VERIFIED = 20_000;

/**
 * Signed records: batches of them, and checking all of them, beside the rate at which the same runtime verifies
 * signatures. All are by one key, and are signed before the time starts.
 */
export async function signedRecords(bench: Bench): Promise<Measurement[]> {
  writeFileSync(join(bench.bundle, "verifying.js"), VERIFYING);
  return bench.withRuntime(async (runtime) => {
    await runtime.create("signed", { puzzle: "block-hash", difficulty: 8 }, "sealed");
    const token = await runtime.token("bench");
    const client = new LedgerClient({ url: `${runtime.url}/ledgers/signed`, token: async () => token });
    const key = await generateAuthorKey({ algorithm: "Ed25519" });
    const { ledger } = await signingContext(client);
    await enrolKey(client, await enrolment(key, "bench", ledger));
    const verifying = () => rateOf(VERIFIED, () => runtime.fetch(`/subtle-verify?count=${VERIFIED}`));
    await verifying();
    const [registered, before] = [[] as number[], [] as number[]];
    for (let batch = 0; batch < BATCHES; batch++) {
      const { seen } = await signingContext(client);
      const bodies: string[] = [];
      for (let n = batch * BATCH; n < (batch + 1) * BATCH; n++) {
        const record = { patient_name: `Patient ${n} of Shelbyville`, patient_ID: `T-2026-${n}`, Reg_no: `TREG-${n}` };
        bodies.push(JSON.stringify(await signedRecord(record, key, ledger, seen)));
      }
      before.push(await verifying());
      registered.push(await rateOf(BATCH, () => send(runtime, bodies)));
    }
    const checked = await inTurns(ROUNDS, {
      here: () => rateOf(BATCHES * BATCH, () => check(runtime)),
      peer: verifying,
    });
    const name = "subtle.verify in the same runtime";
    return [
      {
        what: `sealed: batches of ${BATCH.toLocaleString("en")} signed records, each logged, until all are on the chain`,
        here: { value: mean(registered), unit: "records/s" },
        peer: { value: mean(before), unit: "signatures/s", name },
        targets: [],
      },
      {
        what: "sealed: is_valid, every record signed",
        here: { value: checked.here, unit: "entries/s" },
        peer: { value: checked.peer, unit: "signatures/s", name },
        targets: [{ kind: "times the peer", least: 0.7 }],
        note: "Ed25519; besides its signature, each entry is parsed, hashed, and checked by all other rules",
      },
    ];
  }, "verifying.js");
}

/** Registers a batch, and waits until its last record is on the chain. */
async function send(runtime: Runtime, bodies: readonly string[]): Promise<void> {
  const headers = { "Content-Type": "application/x-ndjson" };
  const answer = await runtime.fetch("/ledgers/signed/records", { method: "POST", headers, body: bodies.join("\n") });
  await answer.text();
  while ((await runtime.json<{ size: number }>("/ledgers/signed/mempool")).size > 0) await wait(20);
}

/** @throws Error if the ledger is not valid, or has other than the registered signatures */
async function check(runtime: Runtime): Promise<void> {
  const { signatures } = await runtime.json<{ signatures?: { signed: number } }>("/ledgers/signed/is_valid");
  if (signatures?.signed !== BATCHES * BATCH) throw new Error("the ledger does not have the signed records");
}

async function rateOf(count: number, act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return count / ((performance.now() - started) / 1000);
}

function mean(rates: readonly number[]): number {
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordProof } from "../../src/client/routes/records.ts";
import { LedgerClient } from "../../src/client/client.ts";
import { Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { type Report, runProcess, testFolder } from "../support/cli/commands.ts";
import { DevServer } from "../support/e2e/dev-server.ts";
import { patients, type Registered, RemoteLedger } from "../support/e2e/ledgers.ts";

const { write } = testFolder();
const witness = new Notary("witness.example");
const KEY_FILE = write("witness-key.json", JSON.stringify(witness.jwk));
const STATE = mkdtempSync(join(tmpdir(), "patient-ledger-witness-"));
const dev = new DevServer("--var", `WITNESS_KEYS:${witness.vkey(WITNESS_TYPE)}`);
afterAll(async () => {
  await dev.dispose();
  rmSync(STATE, { recursive: true, force: true });
});

const RECORDS = patients(3, "Sealed");
let ledger: RemoteLedger;
let answers: Registered[];
let vkey: string;
let reader: { LEDGER_TOKEN: string };

beforeAll(async () => {
  await dev.start();
  reader = { LEDGER_TOKEN: await dev.tokenOf("auditor", "chain:read") };
  ledger = await RemoteLedger.createSealed(dev, "evidence");
  answers = await ledger.register(RECORDS);
  vkey = (await (await ledger.get("/vkey")).text()).trim();
});

async function verify(...options: string[]): Promise<{ code: number; report: Report }> {
  const args = ["--json", "--vkey", vkey, ...options];
  const { code, stdout, stderr } = await runProcess("verify", args, reader);
  expect(stderr).toBe("");
  return { code, report: JSON.parse(stdout) as Report };
}

/** Has the witness look once. */
const look = () => {
  const own = ["--key", KEY_FILE, "--name", witness.name, "--dir", STATE];
  return runProcess("witness", ["--url", ledger.url, "--vkey", vkey, ...own, "--once"], reader);
};

describe("a sealed ledger, with chain:read alone,", () => {
  test("is valid as it is served and as it was exported, with a saved checkpoint and receipts", async () => {
    const checkpoint = write("early.note", await (await ledger.get("/checkpoint")).text());
    const answer = write("registered.json", JSON.stringify(answers[0]));
    const block = write("block.json", await (await ledger.get("/blocks/3/proof")).text());
    const evidence = ["--checkpoint", checkpoint, "--receipt", answer, "--receipt", block];
    const json = write("export.json", await (await ledger.get("/get_chain")).text());
    const lines = await (
      await dev.fetch(`${ledger.path}/get_chain`, { headers: { Accept: "application/x-ndjson" } })
    ).text();

    for (const source of [
      ["--url", ledger.url],
      ["--file", json],
      ["--file", write("export.ndjson", lines)],
    ]) {
      const { code, report } = await verify(...source, ...evidence);

      expect({ code, fault: report.fault }).toEqual({ code: 0 });
      expect(report).toMatchObject({ valid: true, length: 4, head: answers[2]?.block.hash });
    }
  });

  test("is cosigned by a witness as it grows, and a verifier may demand that", async () => {
    const first = await look();
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("4 blocks, the first checkpoint cosigned; cosigned.");

    await ledger.register(patients(1, "Later"));
    expect((await look()).stdout).toContain("5 blocks, consistent with the last 4 cosigned; cosigned.");
    const { code, report } = await verify("--url", ledger.url, "--witness-key", witness.vkey(WITNESS_TYPE));
    expect({ code, fault: report.fault }).toEqual({ code: 0 });
    expect(report.checked.join()).toContain("cosigned by 1 of 1 witness");
  });

  test("proves chosen fields of a record offline, and nothing of the others", async () => {
    const client = new LedgerClient({ url: ledger.url, token: async () => dev.token });
    const number = answers[1]?.record.number ?? 0;
    const [, record] = RECORDS;
    const receipt = write("chosen.json", JSON.stringify(await recordProof(client, number, ["patient_ID"])));
    const outcome = await runProcess("verify", ["--vkey", vkey, "--receipt", receipt]);

    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toContain(`discloses patient_ID "${record?.patient_ID}"`);
    expect(outcome.stdout).toMatch(/^not checked .*is the current one/m);
    expect(outcome.stdout).not.toContain(record?.Reg_no);
    expect(outcome.stdout).not.toContain(record?.patient_name);
  });
});

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { putLedger, mine, patient, post, request } from "../support/worker/client.ts";
import { created, ledger, stored, storePending } from "../support/storage/main.ts";
import { work } from "../support/http/external-miner.ts";
import { expectProblem } from "../support/worker/problems.ts";

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const block = async (path: string) => (await request(path)).json<Block>();

describe("POST /work", () => {
  test("returns what the paper's puzzle needs: the tip's proof, and the candidate without proof and hash", async () => {
    await mine(patient(7));
    const tip = await block("/blocks/2");

    const body = await work(patient(1));

    expect(body).toEqual({
      puzzle: "squares",
      target: `0001${"0".repeat(60)}`,
      tip: { index: 2, proof: 533, hash: tip.hash },
      candidate: {
        ...patient(1),
        index: 3,
        timestamp: expect.stringMatching(TIMESTAMP),
        mined_by: "dr-rao",
        previous_hash: tip.hash,
      },
    });
    expect(body.candidate.timestamp >= tip.timestamp).toBe(true);
  });

  test("returns the difficulty on a block-hash ledger, also in the candidate", async () => {
    await putLedger("bits", { puzzle: "block-hash", difficulty: 8 });
    const { proof, hash } = await block("/ledgers/bits/blocks/1");

    expect(await work(patient(1), "/ledgers/bits")).toEqual({
      puzzle: "block-hash",
      difficulty: 8,
      target: `01${"0".repeat(62)}`,
      tip: { index: 1, proof, hash },
      candidate: {
        ...patient(1),
        index: 2,
        timestamp: expect.stringMatching(TIMESTAMP),
        mined_by: "dr-rao",
        difficulty: 8,
        previous_hash: hash,
      },
    });
  });

  test("names the caller as the miner", async () => {
    expect((await work(patient(1), "", "dr-bose")).candidate.mined_by).toBe("dr-bose");
  });

  test("stores nothing and mines nothing, however often it is called", async () => {
    await created();
    await runDurableObjectAlarm(ledger());

    for (let times = 0; times < 3; times++) await work(patient(1));

    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
    // Only the daily check of the chain is planned.
    const alarm = await runInDurableObject(ledger(), (_, { storage }) => storage.getAlarm());
    expect(alarm).toBeGreaterThan(Date.now() + 3_600_000);
  });

  test("reveals nothing about the tip's patient or about pending records", async () => {
    await mine(patient(7));
    await storePending([patient(8)]);

    expect(JSON.stringify(await work(patient(1)))).not.toMatch(/Patient [78]|P-[78]|REG-[78]/);
  });

  test.each(["application/x-www-form-urlencoded", "multipart/form-data"])("takes a record as %s", async (type) => {
    const fields = new URLSearchParams({ ...patient(1) });
    const form = new FormData();
    for (const [name, value] of fields) form.set(name, value);

    const body = type === "multipart/form-data" ? form : fields;
    const response = await request("/work", { method: "POST", body });

    expect(await response.json()).toMatchObject({ candidate: patient(1) });
  });

  describe("for a registration number in use", () => {
    beforeEach(async () => {
      await mine(patient(1));
    });

    test("returns the block if the record is the same", async () => {
      const response = await post("/work", patient(1));

      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ block: { ...patient(1), index: 2 } });
    });

    test("answers 409 and names the block if it belongs to another patient", async () => {
      const response = await post("/work", { ...patient(1), patient_name: "Another" });

      expect((await expectProblem(response, 409, "registration-conflict"))["index"]).toBe(2);
    });
  });

  test.each([
    ["an empty name", { patient_name: "" }],
    ["a missing identifier", { patient_ID: undefined }],
    ["a proof", { proof: 533 }],
    ["a timestamp", { timestamp: "2026-01-02T00:00:00.000Z" }],
  ])("refuses a record with %s", async (_, changes) => {
    const { detail } = await expectProblem(await post("/work", { ...patient(1), ...changes }), 400, "invalid-record");

    expect(detail).toContain(Object.keys(changes)[0]);
  });
});

import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import type { MinedBody } from "../../src/contract/schemas/mining.ts";
import { mine, patient, request, token } from "../support/worker/client.ts";
import { stored } from "../support/storage/main.ts";
import { expectProblem } from "../support/worker/problems.ts";

function post(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return request("/mine_block", { method: "POST", body, headers });
}

async function blockOf(response: Response, status = 201): Promise<Block> {
  expect(response.status).toBe(status);
  const { block } = await response.json<MinedBody>();
  return block;
}

function multipart(record: PatientRecord): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(record)) form.set(name, value as string);
  return form;
}

const ENCODINGS: [string, (record: PatientRecord) => Promise<Response>][] = [
  ["JSON", (record) => post(JSON.stringify(record), { "Content-Type": "application/json" })],
  [
    "JSON with parameters",
    (record) => post(JSON.stringify(record), { "Content-Type": "Application/JSON; charset=utf-8" }),
  ],
  ["a urlencoded form", (record) => post(new URLSearchParams({ ...record }))],
  ["a multipart form", (record) => post(multipart(record))],
];

describe("POST /mine_block", () => {
  test.each(ENCODINGS)("mines a record sent as %s", async (_, send) => {
    const response = await send({ patient_name: "Zoë & Søn = 100% +1", patient_ID: "P 1", Reg_no: "R/1" });

    expect(response.status).toBe(201);
    expect(response.headers.get("Location")).toBe("/blocks/2");
    expect(response.headers.get("Content-Type")).toBe("application/json");
    expect(await response.json()).toEqual({
      message: "Patient record securely added to blockchain ledger",
      block: {
        index: 2,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        patient_name: "Zoë & Søn = 100% +1",
        patient_ID: "P 1",
        Reg_no: "R/1",
        mined_by: "dr-rao",
        proof: 533,
        previous_hash: expect.stringMatching(/^[\da-f]{64}$/),
        hash: expect.stringMatching(/^[\da-f]{64}$/),
      },
    });
  });

  test("mines the paper's sequence of proofs, and the chain validates", async () => {
    const blocks = [await blockOf(await mine(patient(1))), await blockOf(await mine(patient(2)))];

    expect(blocks.map(({ proof }) => proof)).toEqual([533, 45293]);
    expect(blocks.map(({ index }) => index)).toEqual([2, 3]);
    expect(blocks[1]?.previous_hash).toBe(blocks[0]?.hash);
    const verdict = await request("/is_valid");
    expect(verdict.status).toBe(200);
    expect(await verdict.json()).toEqual({
      message: "The blockchain is valid.",
      valid: true,
      length: 3,
      head: blocks[1]?.hash,
      checkpoint: null,
    });
  });

  test("names the token's subject as the miner", async () => {
    const headers = {
      Authorization: `Bearer ${await token({ sub: "Schwester Agnès / 看護師" })}`,
      "Content-Type": "application/json",
    };

    const block = await blockOf(await post(JSON.stringify(patient(1)), headers));

    expect(block.mined_by).toBe("Schwester Agnès / 看護師");
  });

  test("answers a repeated record with its block, and mines nothing", async () => {
    const block = await blockOf(await mine(patient(1)));
    for (const [, send] of ENCODINGS) {
      const response = await send(patient(1));
      expect(response.headers.get("Location")).toBeNull();
      expect(await blockOf(response, 200)).toEqual(block);
    }

    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
  });

  test("answers the same record from another subject with the first one's block", async () => {
    const block = await blockOf(await mine(patient(1)));
    const headers = { Authorization: `Bearer ${await token({ sub: "dr-bose" })}`, "Content-Type": "application/json" };

    expect(await blockOf(await post(JSON.stringify(patient(1)), headers), 200)).toEqual(block);
  });

  test.each(["patient_name", "patient_ID"])(
    "refuses a known registration number with another %s, and names its block",
    async (field) => {
      await mine(patient(1));
      await mine(patient(2));

      const body = await expectProblem(await mine({ ...patient(2), [field]: "Another" }), 409, "registration-conflict");

      expect(body["index"]).toBe(3);
      expect(body.detail).toContain("block 3");
      expect(JSON.stringify(body)).not.toMatch(/Patient|P-2|REG-2|Another/);
      expect(await stored()).toEqual({ blocks: 3, pending: 0 });
    },
  );

  test("accepts the same patient under two registration numbers", async () => {
    await mine(patient(1));

    expect((await mine({ ...patient(1), Reg_no: "REG-1b" })).status).toBe(201);
  });

  test("mines a record once when it is sent twice concurrently", async () => {
    const responses = await Promise.all([mine(patient(1)), mine(patient(1))]);

    expect(responses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 201]);
    const [first, second] = await Promise.all(responses.map((response) => response.json<MinedBody>()));
    expect(first?.block).toEqual(second?.block);
    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
  });

  test("accepts one of two conflicting concurrent records", async () => {
    const [first, second] = await Promise.all([mine(patient(1)), mine({ ...patient(1), patient_name: "Another" })]);

    const [mined, refused] = first.status === 201 ? [first, second] : [second, first];
    await blockOf(mined);
    const body = await expectProblem(refused, 409, "registration-conflict");
    expect(body["index"]).toBe(2);
    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
  });

  test.each([
    { sent: "1001", kept: "1001" },
    { sent: "0", kept: "0" },
    { sent: "-0", kept: "0" },
    { sent: "1e3", kept: "1000" },
    { sent: "7.0", kept: "7" },
    { sent: "9007199254740991", kept: "9007199254740991" },
  ])("takes the number $sent for both identifiers as the text $kept", async ({ sent, kept }) => {
    const body = `{"patient_name":"Alice","patient_ID":${sent},"Reg_no":${sent}}`;

    const block = await blockOf(await post(body, { "Content-Type": "application/json" }));

    expect(block).toMatchObject({ patient_ID: kept, Reg_no: kept });
    // The number and its text are the same identifier.
    expect((await mine({ patient_name: "Alice", patient_ID: kept, Reg_no: kept })).status).toBe(200);
  });

  test("registers a patient under genesis's registration number", async () => {
    const record = { patient_name: "Alice", patient_ID: "0", Reg_no: "0" };

    expect(await blockOf(await mine(record))).toMatchObject({ ...record, index: 2 });
    expect(await blockOf(await mine(record), 200)).toMatchObject({ index: 2 });
    await expectProblem(await mine({ ...record, patient_name: "Bob" }), 409, "registration-conflict");
  });

  test("registers a patient with genesis's name", async () => {
    const record = { patient_name: "Genesis", patient_ID: "0", Reg_no: "0" };

    expect(await blockOf(await mine(record))).toMatchObject({ ...record, index: 2 });
  });

  test.each([
    ["accents, composed and decomposed", ["José Núñez", "José Núñez"]],
    ["right to left, with marks", ["محمد عبد الله", "שָׂרָה כֹּהֵן", "\u200Fعلي\u200E"]],
    ["Indian and Thai scripts", ["राव, डॉ. अर्जुन", "தமிழ்ச்செல்வி", "สมชาย ใจดี"]],
    ["East Asian scripts, beyond the basic plane", ["山田 太郎", "𠮷野家", "김철수"]],
    ["joined emoji", ["👩‍⚕️ Dr Ada", "👨‍👩‍👧 Zoë"]],
    ["quotes, backslashes and mark-up", [String.raw`O'Neil "Nell" \n \u0041`, "<b>&amp;</b>", "__proto__"]],
    ["joiners that a script needs", ["क्\u200dष", "می\u200cخواهم"]],
    ["spaces around and within", ["  Alice   B. ", "\u00A0Bob\u3000"]],
  ])("stores names exactly as given: %s", async (_, names) => {
    for (const [place, name] of names.entries()) {
      const response = await mine({ ...patient(place), patient_name: name });
      expect(await blockOf(response)).toMatchObject({ patient_name: name });
    }

    const text = await (await request("/get_chain")).text();
    const { chain } = JSON.parse(text) as { chain: Block[] };
    expect(chain.slice(1).map(({ patient_name }) => patient_name)).toEqual(names);
    for (const name of names) expect(text).toContain(`"patient_name":${JSON.stringify(name)}`);
    expect(await (await request("/is_valid")).json()).toMatchObject({ valid: true, length: names.length + 1 });
  });

  test("stores a name exactly in each of the encodings", async () => {
    const name = '  Zoë 山田 👩‍⚕️ a+b&c=d%20 "q"  ';
    for (const [place, [, send]] of ENCODINGS.entries()) {
      const block = await blockOf(await send({ ...patient(place), patient_name: name }));
      expect(block.patient_name).toBe(name);
    }
  });

  test("counts characters, not code units: 200 characters beyond the basic plane make a valid name", async () => {
    const name = "𠮷".repeat(200);
    const id = "👩".repeat(64);

    const block = await blockOf(await mine({ patient_name: name, patient_ID: id, Reg_no: id }));

    expect(block).toMatchObject({ patient_name: name, patient_ID: id, Reg_no: id });
  });
});

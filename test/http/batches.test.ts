import { describe, expect, test } from "vitest";
import { bearer, mine, patient, putLedger, request } from "../support/worker/client.ts";
import { created, sql, storeChain, stored, storePending, untilMined } from "../support/storage/main.ts";
import { slowChain } from "../support/worker/squares-chains.ts";
import { NDJSON, encoder, PENDING, numbers, batch, answers, refusal, minedRegNos } from "../support/http/batch.ts";
import { expectProblem } from "../support/worker/problems.ts";

/** A good line. */
const good = (number: number) => encoder.encode(JSON.stringify(patient(number)));

describe("a batch", () => {
  test("is mined in line order, in its sender's name", async () => {
    const found = await answers(batch([3, 1, 2].map(patient)), "/records", await bearer({ sub: "dr-bose" }));

    expect(found).toEqual([1, 2, 3].map((line) => ({ line, status: 202, location: PENDING })));
    expect(new Set(found.map(({ location }) => location)).size).toBe(3);
    await untilMined();
    expect(await minedRegNos()).toEqual(["REG-3", "REG-1", "REG-2"]);
    expect(await sql(`SELECT DISTINCT mined_by FROM blocks WHERE "index" > 1`)).toEqual([{ mined_by: "dr-bose" }]);
    expect((await request(found[0]?.location ?? "")).headers.get("Location")).toBe("/blocks/2");
  });

  test("has each line answered in order, and a bad line does not harm the others", async () => {
    await mine(patient(90));
    const lines = [
      good(1),
      encoder.encode(`{"patient_name": "Broken`),
      good(2),
      Uint8Array.of(0x7b, 0xff, 0x7d),
      encoder.encode(""),
      encoder.encode(JSON.stringify({ ...patient(3), ward: 7 })),
      encoder.encode(JSON.stringify({ ...patient(3), patient_name: "x".repeat(201) })),
      encoder.encode(JSON.stringify({ ...patient(3), proof: 533 })),
      encoder.encode(`[${JSON.stringify(patient(3))}]`),
      encoder.encode("null"),
      encoder.encode(JSON.stringify(patient(90))),
      encoder.encode(JSON.stringify({ ...patient(90), patient_name: "Another" })),
      good(4),
    ];
    const body = lines.flatMap((line) => [...line, 0x0a]);

    const found = await answers(new Uint8Array(body));

    expect(found).toEqual([
      { line: 1, status: 202, location: PENDING },
      refusal(2, 400, "invalid-body"),
      { line: 3, status: 202, location: PENDING },
      refusal(4, 400, "invalid-body"),
      refusal(5, 400, "invalid-body"),
      expect.objectContaining({ line: 6, status: 400 }),
      expect.objectContaining({ line: 7, status: 400 }),
      expect.objectContaining({ line: 8, status: 400 }),
      refusal(9, 400, "invalid-record"),
      refusal(10, 400, "invalid-record"),
      { line: 11, status: 200, location: "/blocks/2" },
      expect.objectContaining({ line: 12, status: 409 }),
      { line: 13, status: 202, location: PENDING },
    ]);
    expect(found.slice(5, 8).map(({ problem }) => problem?.detail)).toEqual([
      `"ward" is not supported.`,
      "patient_name must have at most 200 characters.",
      `"proof" is not supported.`,
    ]);
    expect(found[11]?.problem).toMatchObject({ status: 409, index: 2 });
    expect(JSON.stringify(found)).not.toMatch(/Patient \d|P-\d|REG-\d|Broken|Another/);
    await untilMined();
    expect(await minedRegNos()).toEqual(["REG-90", "REG-1", "REG-2", "REG-4"]);
  });

  test.each([
    ["no newline at its end", (text: string) => text.slice(0, -1)],
    ["carriage returns before its newlines", (text: string) => text.replaceAll("\n", "\r\n")],
  ])("may have %s", async (_, write) => {
    const found = await answers(write(batch([1, 2].map(patient))));

    expect(found.map(({ line, status }) => [line, status])).toEqual([
      [1, 202],
      [2, 202],
    ]);
    await untilMined();
    expect(await minedRegNos()).toEqual(["REG-1", "REG-2"]);
  });

  test("may be empty", async () => {
    expect(await answers("")).toEqual([]);
  });

  test("goes into the ledger named by the path, and its answers link to that ledger", async () => {
    await putLedger("class-7");

    const [answer] = await answers(batch([patient(1)]), "/ledgers/class-7/records");

    expect(answer?.location).toMatch(/^\/ledgers\/class-7\/mempool\/[\da-f-]{36}$/);
    expect(await (await request("/get_chain")).json()).toMatchObject({ length: 1 });
  });

  test.each([undefined, "application/json", "text/plain", "application/x-ndjson-seq", "multipart/form-data"])(
    "is refused with another content type: %s",
    async (type) => {
      const body = encoder.encode(batch([patient(1)]));
      const headers: Record<string, string> = type === undefined ? {} : { "Content-Type": type };

      const response = await request("/records", { method: "POST", headers, body });

      expect((await expectProblem(response, 415, "unsupported-media-type")).detail).toContain(NDJSON);
      expect(await stored()).toEqual({ blocks: 1, pending: 0 });
    },
  );

  test("may declare its character set", async () => {
    const found = await answers(batch([patient(1)]), "/records", { "Content-Type": `${NDJSON}; charset=utf-8` });

    expect(found).toMatchObject([{ status: 202 }]);
  });
});

describe("a record that occurs in a batch", () => {
  test("twice is added once, and both lines link to it", async () => {
    const found = await answers(batch([1, 2, 1].map(patient)));

    expect(found.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(found[2]?.location).toBe(found[0]?.location);
    await untilMined();
    expect(await minedRegNos()).toEqual(["REG-1", "REG-2"]);
  });

  test("protects its registration number from another patient further down", async () => {
    const found = await answers(batch([patient(1), { ...patient(1), patient_name: "Another" }, patient(2)]));

    expect(found).toEqual([
      { line: 1, status: 202, location: PENDING },
      refusal(2, 409, "registration-conflict"),
      { line: 3, status: 202, location: PENDING },
    ]);
    await untilMined();
    expect(await sql(`SELECT patient_name FROM blocks WHERE "index" > 1`)).toEqual([
      { patient_name: "Patient 1" },
      { patient_name: "Patient 2" },
    ]);
  });

  test("keeps its position if it was already pending", async () => {
    await storePending([patient(1)], "dr-bose", "waiting");

    expect(await answers(batch([patient(1)]))).toEqual([{ line: 1, status: 202, location: "/mempool/waiting" }]);
  });
});

describe("the same batch sent again", () => {
  test("adds nothing, and returns the same ids while the records are pending", async () => {
    const chain = await slowChain();
    await storeChain(chain);
    const body = batch(numbers(1001, 1200).map(patient));
    const first = await answers(body);

    expect(await answers(body)).toEqual(first);

    expect(await stored()).toEqual({ blocks: chain.length, pending: 200 });
  });

  test("adds nothing, and links to the blocks once the records are mined", async () => {
    const body = batch([1, 2].map(patient));
    await answers(body);
    await untilMined();

    expect(await answers(body)).toEqual([
      { line: 1, status: 200, location: "/blocks/2" },
      { line: 2, status: 200, location: "/blocks/3" },
    ]);
    expect(await stored()).toEqual({ blocks: 3, pending: 0 });
  });
});

test("a batch of only bad lines changes nothing", async () => {
  await created();

  expect(await answers("x\ny\n")).toEqual([refusal(1, 400, "invalid-body"), refusal(2, 400, "invalid-body")]);
  expect(await stored()).toEqual({ blocks: 1, pending: 0 });
});

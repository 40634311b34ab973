import { describe, expect, test } from "vitest";
import { bearer, mine, patient, post, request } from "../support/worker/client.ts";
import { sql, stored } from "../support/storage/main.ts";
import { batch } from "../support/http/batch.ts";
import { expectProblem } from "../support/worker/problems.ts";

/** The header with a token whose claim `patients` is this. */
const narrowed = (patients: unknown) => bearer({ patients });

describe("the claim `patients`", () => {
  test.each(["P-1", "", 7, true, null, {}, { 0: "P-1" }, ["P-1", 7], [["P-1"]], [null]])(
    "makes a token invalid when it is no list of texts: %j",
    async (patients) => {
      const response = await request("/mempool", { headers: await narrowed(patients) });

      expect((await expectProblem(response, 401, "invalid-token")).detail).toContain("patients");
      expect(response.headers.get("WWW-Authenticate")).toContain('error="invalid_token"');
    },
  );

  test.each<[string, object]>([
    ["/mine_block", {}],
    ["/mine_block", { proof: 533 }],
    ["/work", {}],
  ])("refuses another patient's record on %s (with %j) before the ledger is asked", async (path, more) => {
    for (const patients of [[], ["P-2"], ["p-1"], ["P-1 "], ["P-10", "P"]]) {
      const response = await post(path, { ...patient(1), ...more }, await narrowed(patients));

      const { detail } = await expectProblem(response, 403, "patient-not-allowed");
      expect(detail).not.toContain("P-1");
    }
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("refuses the same as a form, and an ID that was sent as a number", async () => {
    const headers = await narrowed(["P-2"]);
    const form = await request("/mine_block", {
      method: "POST",
      headers,
      body: new URLSearchParams({ ...patient(1) }),
    });
    await expectProblem(form, 403, "patient-not-allowed");
    await expectProblem(
      await post("/mine_block", { ...patient(1), patient_ID: 7 }, headers),
      403,
      "patient-not-allowed",
    );
    const allowed = await post("/mine_block", { ...patient(1), patient_ID: 7 }, await narrowed(["7"]));
    expect(allowed.status).toBe(201);
  });

  test("refuses single lines of a batch", async () => {
    const headers = { ...(await narrowed(["P-1", "P-3"])), "Content-Type": "application/x-ndjson" };
    const response = await request("/records", { method: "POST", headers, body: batch([1, 2, 3].map(patient)) });

    const lines = (await response.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { status: number });
    expect(lines.map(({ status }) => status)).toEqual([202, 403, 202]);
    expect(
      await sql("SELECT 1 FROM blocks WHERE Reg_no = 'REG-2' UNION SELECT 1 FROM mempool WHERE Reg_no = 'REG-2'"),
    ).toEqual([]);
  });

  test("names an invalid record as such, whoever it is about", async () => {
    const response = await post("/mine_block", { ...patient(1), Reg_no: "" }, await narrowed([]));

    expect((await expectProblem(response, 400, "invalid-record")).detail).toContain("Reg_no");
  });
});

describe("on a plain ledger, a token that is narrowed to patients", () => {
  test.each(["/get_chain", "/get_chain?limit=1", "/get_chain?entries=none", "/blocks/1", "/blocks/2", "/events"])(
    "is refused the blocks, cached or not: %s",
    async (path) => {
      await mine(patient(1));
      const init = path === "/events" ? { Upgrade: "websocket" } : { Accept: "application/x-ndjson" };
      for (const headers of [init, { ...init, "If-None-Match": "*" }]) {
        if (path !== "/events") await (await request(path, { headers })).text();
        const response = await request(path, { headers: { ...headers, ...(await narrowed(["P-1"])) } });
        expect((await expectProblem(response, 403, "patient-not-allowed")).detail).toContain("`patients`");
      }
    },
  );

  test("sees no other patient on any route", async () => {
    await mine(patient(1));
    await mine(patient(2));
    const headers = await narrowed(["P-2"]);
    const answers = [
      await request("/records/2", { headers }),
      await request("/records/2/proof", { headers }),
      await post("/records/search", { Reg_no: "REG-1" }, headers),
      await post("/records/search", { patient_ID: "P-1" }, headers),
      await request("/mempool", { headers }),
      await request("/miners", { headers }),
      await request("/is_valid", { headers }),
      await request("/ledgers/main", { headers }),
      await request("/blocks/2/proof", { headers }),
      await post("/work", { ...patient(2), Reg_no: "REG-1" }, headers),
      await post("/mine_block", { ...patient(2), Reg_no: "REG-1" }, headers),
    ];

    for (const answer of answers) expect(await answer.text()).not.toMatch(/Patient 1|"P-1"/);
    for (const answer of answers.slice(0, 4)) expect([404, 503]).toContain(answer.status);
    expect(await (await request("/records/3", { headers })).json()).toMatchObject(patient(2));
  });
});

describe("the records of a plain ledger", () => {
  test("are read with chain:read, by the index of their block, and not with record:read alone", async () => {
    await mine(patient(1));
    const headers = await bearer({ scope: "chain:read" });

    const response = await request("/records/2", { headers });
    expect(await response.json()).toMatchObject({ ...patient(1), number: 2, block: 2 });
    expect(response.headers.get("ETag")).toMatch(/^"[0-9a-f]{64}"$/);
    expect(await (await post("/records/search", { patient_ID: "P-1" }, headers)).json()).toMatchObject({
      records: [{ number: 2 }],
    });
    await expectProblem(await request("/records/1", { headers }), 404, "record-not-found");
    const other = await bearer({ scope: "record:read" });
    const refused = await request("/records/2", { headers: other });
    expect((await expectProblem(refused, 403, "insufficient-scope")).detail).toContain("chain:read");
  });

  test("cannot be proved without a signing key, which the answer says", async () => {
    await mine(patient(1));

    const response = await request("/records/2/proof");

    expect((await expectProblem(response, 503, "signing-not-configured")).detail).toContain("LEDGER_SIGNING_KEY");
  });
});

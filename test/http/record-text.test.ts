import { describe, expect, test } from "vitest";
import { mine, patient, post, request } from "../support/worker/client.ts";
import { created, stored } from "../support/storage/main.ts";
import { answers, batch, refusal } from "../support/http/batch.ts";
import { form, multipart, part, type Sent } from "../support/http/malformed.ts";
import { expectProblem } from "../support/worker/problems.ts";

function sendForm({ type, body }: Sent): Promise<Response> {
  return request("/mine_block", { method: "POST", headers: type === undefined ? {} : { "Content-Type": type }, body });
}

/** Invalid values, each with the clause that says what to change. */
const IDENTIFIERS: [string, string][] = [
  ["AB-\u202e321", "must not contain invisible or direction-changing characters"],
  ["AB\u200b123", "must not contain invisible or direction-changing characters"],
  ["\ufeffAB123", "must not contain invisible or direction-changing characters"],
  ["AB\u00ad123", "must not contain invisible or direction-changing characters"],
  ["AB\u2800", "must not contain invisible or direction-changing characters"],
  ["AB\ufffe", "must not contain unassigned or private-use"],
  ["AB\u{10ffff}", "must not contain unassigned or private-use"],
  ["AB\ue000", "must not contain unassigned or private-use"],
  ["P-1 ", "must not begin or end with white space"],
  ["\u00a0P-1", "must not begin or end with white space"],
  ["P  1", "must not contain white space"],
  ["Jose\u0301", "must be in Unicode NFC"],
  ["\u0301", "must not begin with a combining mark"],
];
const NAMES: [string, string][] = [
  ["\u2800", "must not contain invisible"],
  ["\ufffc", "must not contain invisible"],
  ["\ufff9", "must not contain invisible"],
  ["\u0301", "must not begin with a combining mark"],
  ["\u0378", "must not contain unassigned or private-use"],
  ["Alice\ufdd0", "must not contain unassigned or private-use"],
  ["Alice\u{1fffe}", "must not contain unassigned or private-use"],
  ["Al\u202eice", "must not contain invisible"],
  ["Al\u200dice", "must not contain invisible"],
  ["-.-", "must have a letter or a digit"],
];
const BAD = [
  ...IDENTIFIERS.flatMap(([text, clause]) => [
    ["patient_ID", text, clause] as const,
    ["Reg_no", text, clause] as const,
  ]),
  ...NAMES.map(([text, clause]) => ["patient_name", text, clause] as const),
];

describe("a text that is unreadable or confusable with another", () => {
  test.each(BAD.map(([field, text, clause]) => [field, JSON.stringify(text), clause, text] as const))(
    "is refused on every route with a clause that says what to change: %s %s %s",
    async (field, _, clause, text) => {
      await created();
      const record = { ...patient(1), [field]: text };
      const parts = Object.entries(record).map(([name, value]) => part(name, value));

      for (const response of [
        await mine(record),
        await post("/mine_block", record, { Prefer: "respond-async" }),
        await post("/mine_block", { ...record, proof: 533 }),
        await post("/work", record),
        await sendForm(form(Object.entries(record))),
        await sendForm(multipart(...parts)),
      ]) {
        const { detail } = await expectProblem(response, 400, "invalid-record");
        expect(detail).toContain(`${field} ${clause}`);
        expect(detail).not.toContain(text);
      }
      expect(await answers(batch([record]))).toMatchObject([refusal(1, 400, "invalid-record")]);
      expect(await stored()).toEqual({ blocks: 1, pending: 0 });
    },
  );
});

describe("a registration number with other details", () => {
  test.each([
    ["patient_name", "Patient One"],
    ["patient_ID", "P-1b"],
  ])("is refused without saying whose it is, when another %s is sent", async (field, text) => {
    await created();
    expect((await mine(patient(1))).status).toBe(201);

    const problem = await expectProblem(await mine({ ...patient(1), [field]: text }), 409, "registration-conflict");

    expect(problem).toMatchObject({
      index: 2,
      title: "The registration number is already registered with different details",
    });
    expect(problem.detail).toContain("with a different patient_name or patient_ID in block 2");
    expect(problem.detail).toContain("choose another Reg_no");
    expect(problem.detail).toContain("POST /records/2/corrections with If-Match");
    expect(problem.detail).not.toMatch(/Patient|P-1/);
    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
  });
});

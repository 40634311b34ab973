import { describe, expect, test } from "vitest";
import { RECORD_LIMITS } from "../../src/chain/records/record.ts";
import { request } from "../support/worker/client.ts";
import { stored } from "../support/storage/main.ts";
import {
  form,
  json,
  MULTIPART,
  multipart,
  part,
  PARTS,
  raw,
  RECORD,
  record,
  type Sent,
} from "../support/http/malformed.ts";
import { expectProblem, type ProblemBody } from "../support/worker/problems.ts";

const NAME = ["patient_name", RECORD.patient_name] as const;
const ID = ["patient_ID", RECORD.patient_ID] as const;
const REG_NO = ["Reg_no", RECORD.Reg_no] as const;
const FIELDS = ["patient_name", "patient_ID", "Reg_no"] as const;
const FORM = "application/x-www-form-urlencoded";

/** Sends an invalid request, and checks what every refusal promises: nothing changes, and no input is echoed. */
async function refused(sent: Sent, name: "invalid-body" | "invalid-record"): Promise<ProblemBody> {
  const headers: Record<string, string> = sent.type === undefined ? {} : { "Content-Type": sent.type };
  const response = await request("/mine_block", { method: "POST", headers, body: sent.body });
  const body = await expectProblem(response, 400, name);
  const text = JSON.stringify(body);
  for (const value of Object.values(RECORD)) expect(text).not.toContain(value);
  expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  return body;
}

describe("an unreadable body", () => {
  test.each<[string, Sent]>([
    ["no JSON body", { type: "application/json", body: null }],
    ["an empty JSON body", { type: "application/json", body: "" }],
    ["blank JSON", { type: "application/json", body: " \n" }],
    ["broken JSON", { type: "application/json", body: JSON.stringify(RECORD).slice(0, -1) }],
    ["JSON with trailing text", { type: "application/json", body: `${JSON.stringify(RECORD)}}` }],
    ["two JSON values", { type: "application/json", body: JSON.stringify(RECORD).repeat(2) }],
    ["a trailing comma", { type: "application/json", body: JSON.stringify(RECORD).replace("}", ",}") }],
    ["a form sent as JSON", { type: "application/json", body: String(new URLSearchParams(RECORD)) }],
    ["a line break in a JSON string", { type: "application/json", body: `{"patient_name":"a\nb"}` }],
    [
      "invalid UTF-8 in JSON",
      raw("application/json", `{"patient_name":"Jos`, 0xe9, `","patient_ID":"1","Reg_no":"1"}`),
    ],
    ["UTF-16 JSON", raw("application/json; charset=utf-16le", 0xff, 0xfe, 0x7b, 0, 0x7d, 0)],
    ["a surrogate in UTF-8 JSON", raw("application/json", `{"patient_name":"`, 0xed, 0xa0, 0x80, `"}`)],
    ["an overlong UTF-8 form in JSON", raw("application/json", `{"patient_name":"`, 0xc0, 0xaf, `"}`)],
    ["invalid UTF-8 in a form", raw(FORM, "patient_name=Jos", 0xe9, "&patient_ID=1&Reg_no=1")],
    ["percent-encoded invalid UTF-8", raw(FORM, "patient_name=Jos%E9&patient_ID=1&Reg_no=1")],
    ["a percent-encoded surrogate", raw(FORM, "patient_name=%ED%A0%80&patient_ID=1&Reg_no=1")],
    ["a broken percent sequence", raw(FORM, "patient_name=100%&patient_ID=1&Reg_no=1")],
    ["a form field twice", form([NAME, ID, REG_NO, ["patient_ID", "P-2"]])],
    ["a form field twice with one value", form([NAME, ID, REG_NO, REG_NO])],
    ["an unknown form field twice", form([NAME, ID, REG_NO, ["x", "1"], ["x", "2"]])],
    [
      "invalid UTF-8 in a multipart form",
      multipart(...PARTS.slice(1), part("patient_name", "Jos").slice(0, -2), 0xe9, "\r\n"),
    ],
    ["a multipart field twice", multipart(...PARTS, part("Reg_no", "REG-2"))],
    ["a multipart form without a boundary parameter", raw("multipart/form-data", ...PARTS, "--a-boundary--\r\n")],
    [
      "a multipart form with another boundary",
      raw("multipart/form-data; boundary=other", ...PARTS, "--a-boundary--\r\n"),
    ],
    ["an unfinished multipart form", raw(MULTIPART, ...PARTS)],
    ["a multipart form truncated within a part", raw(MULTIPART, ...PARTS, part("x", "y").slice(0, -1))],
    ["a multipart part without a name", multipart(...PARTS, "--a-boundary\r\nContent-Type: text/plain\r\n\r\nx\r\n")],
    ["an empty multipart body", { type: MULTIPART, body: "" }],
    ["no multipart body", { type: MULTIPART, body: null }],
    ["JSON sent as a multipart form", { type: MULTIPART, body: JSON.stringify(RECORD) }],
  ])("is refused with what to do instead: %s", async (_, sent) => {
    expect((await refused(sent, "invalid-body")).detail).toMatch(/\. (Send|Percent-encode|Let) /);
  });
});

describe("a body that is not a record", () => {
  test.each(["[]", "[{}]", '"text"', "1", "null", "true", JSON.stringify([RECORD])])("is refused: %s", async (body) => {
    const { detail } = await refused({ type: "application/json", body }, "invalid-record");

    expect(detail).toContain("a single JSON object");
  });

  test.each<[string, Sent]>([
    ["an empty object", json({})],
    ["an empty form", { type: FORM, body: "" }],
    ["no form", { type: FORM, body: null }],
    ["an empty multipart form", multipart()],
  ])("is refused, naming every missing field: %s", async (_, sent) => {
    const { detail } = await refused(sent, "invalid-record");

    for (const field of FIELDS) expect(detail).toContain(`${field} is missing`);
  });

  test.each<[string, Sent, string]>([
    ["a form without a field", form([NAME, ID]), "Reg_no is missing"],
    ["a multipart form without a field", multipart(...PARTS.slice(1)), "patient_name is missing"],
    ["an empty form field", form([["patient_name", ""], ID, REG_NO]), "patient_name must not be empty"],
    [
      "an empty multipart field",
      multipart(...PARTS.slice(1), part("patient_name", "")),
      "patient_name must not be empty",
    ],
    [
      "a control character in a form",
      form([["patient_name", "a\tb"], ID, REG_NO]),
      "patient_name must not contain control",
    ],
    [
      "a line break in a multipart field",
      multipart(...PARTS.slice(1), part("patient_name", "a\r\nb")),
      "patient_name must not contain control",
    ],
    ["an unknown form field", form([NAME, ID, REG_NO, ["ward", "7"]]), `"ward"`],
    ["a form field called __proto__", form([NAME, ID, REG_NO, ["__proto__", "7"]]), `"__proto__"`],
    ["an unknown multipart field", multipart(...PARTS, part("ward", "7")), `"ward"`],
    [
      "a file",
      multipart(...PARTS.slice(1), part("patient_name", "Marvin Quillfeather", `; filename="a.txt"`)),
      "patient_name must be text",
    ],
    ["a file along with the fields", multipart(...PARTS, part("scan", "x", `; filename="a.txt"`)), `"scan"`],
  ])("is refused, and the field named: %s", async (_, sent, clause) => {
    expect((await refused(sent, "invalid-record")).detail).toContain(clause);
  });
});

/** Each value with the clause that refuses it, for every field. */
const BAD_TEXT: [string, unknown, string][] = [
  ["missing", undefined, "is missing"],
  ["empty", "", "must not be empty"],
  ["blank", "   ", "must not be empty"],
  ["blank in other scripts", "\u3000\u00A0\u2003", "must not be empty"],
  ["null", null, "must be text"],
  ["true", true, "must be text"],
  ["an array", ["Alice"], "must be text"],
  ["an object", { text: "Alice" }, "must be text"],
  ["a NUL", "Ali\0ce", "control"],
  ["a tab", "Ali\tce", "control"],
  ["a line break", "Alice\n", "control"],
  ["a DEL", "Ali\u007Fce", "control"],
  ["a line separator", "Ali\u2028ce", "control"],
  ["a paragraph separator", "Ali\u2029ce", "control"],
  ["a C1 control character", "Ali\u0085ce", "control"],
  ["a high surrogate alone", "Ali\uD800ce", "surrogate"],
  ["a low surrogate alone", "\uDC00Alice", "surrogate"],
  ["surrogates in the wrong order", "\uDE00\uD83D", "surrogate"],
];

describe.each(FIELDS)("the field %s", (field) => {
  test.each(BAD_TEXT)("is refused when it is %s", async (_, value, clause) => {
    const { detail } = await refused(record({ [field]: value }), "invalid-record");

    expect(detail).toContain(`${field} `);
    expect(detail).toContain(clause);
    expect(detail).not.toContain("Ali");
  });

  test("is refused when it is longer than its limit", async () => {
    const limit = RECORD_LIMITS[field];

    const { detail } = await refused(record({ [field]: "é".repeat(limit + 1) }), "invalid-record");

    expect(detail).toBe(`${field} must have at most ${limit} characters.`);
  });
});

describe("a number", () => {
  test.each(["1", "0", "-1", "1.5"])("is not a valid patient_name: %s", async (number) => {
    const body = JSON.stringify(RECORD).replace(`"${RECORD.patient_name}"`, number);

    expect((await refused({ type: "application/json", body }, "invalid-record")).detail).toContain(
      "patient_name must be text",
    );
  });

  test.each(
    (["patient_ID", "Reg_no"] as const).flatMap((field) =>
      [
        "-1",
        "1.5",
        "0.1",
        "9007199254740992",
        "9007199254740993",
        "12345678901234567890",
        "1e400",
        "-1e400",
        "1e-7",
      ].map((number) => [field, number] as const),
    ),
  )("that is not whole, not negative and exact is no %s: %s", async (field, number) => {
    const body = JSON.stringify(RECORD).replace(`"${RECORD[field]}"`, number);

    const { detail } = await refused({ type: "application/json", body }, "invalid-record");

    expect(detail).toContain(`${field} must be text, or a whole number`);
    expect(detail).not.toContain(number);
  });
});

describe("an unknown key", () => {
  test.each([
    "ward",
    "Patient_name",
    "reg_no",
    "hash",
    "mined_by",
    "difficulty",
    "constructor",
    "toString",
    "__proto__",
  ])("is refused and named: %j", async (key) => {
    const body = JSON.stringify(RECORD).replace("}", `,${JSON.stringify(key)}:{}}`);

    const { detail } = await refused({ type: "application/json", body }, "invalid-record");

    expect(detail).toContain(JSON.stringify(key));
  });

  test.each([
    "",
    "a\nb",
    "naïve",
    "Alice",
    "Quillfeather",
    "McCoy",
    "Alice Miller P-77",
    "P-1001",
    "77031",
    "patient_name: Alice",
    "a".repeat(33),
  ])(
    "is refused and not repeated if it does not look like a field's name, since it may be patient data: %j",
    async (key) => {
      const body = JSON.stringify(RECORD).replace("}", `,${JSON.stringify(key)}:{}}`);

      const { detail } = await refused({ type: "application/json", body }, "invalid-record");

      expect(detail).toBe("one of the fields is not supported.");
    },
  );

  test("does not replace a missing field", async () => {
    const body = `{"__proto__":${JSON.stringify(RECORD)}}`;

    const { detail } = await refused({ type: "application/json", body }, "invalid-record");

    for (const field of FIELDS) expect(detail).toContain(`${field} is missing`);
  });
});

test.each([
  ["as curl -d sends it", { type: FORM, body: JSON.stringify(RECORD) }, "invalid-body", "application/json"],
  [
    "in the place of a field's name",
    { type: "application/json", body: JSON.stringify({ ...RECORD, [JSON.stringify(RECORD)]: "" }) },
    "invalid-record",
    "one of the fields",
  ],
] as const)("a record sent %s is not echoed by the refusal", async (_, sent, problem, words) => {
  const body = JSON.stringify(await refused(sent, problem));

  expect(body).toContain(words);
  for (const value of Object.values(RECORD)) expect(body).not.toContain(value);
});

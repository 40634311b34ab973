import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import { readCsv } from "../../src/contract/csv.ts";
import { patient } from "../support/worker/client.ts";
import { sql, stored, untilMined } from "../support/storage/main.ts";
import { encoder, LIMIT, numbers, PENDING, refusal } from "../support/http/batch.ts";
import { answers as answersTo, send as sendBatch } from "../support/http/batch.ts";
import { expectProblem } from "../support/worker/problems.ts";

const CSV = { "Content-Type": "text/csv" };
const HEADER = "patient_name,patient_ID,Reg_no";
const answers = (body: BodyInit) => answersTo(body, "/records", CSV);
const send = (body: BodyInit) => sendBatch(body, "/records", CSV);
const row = ({ patient_name, patient_ID, Reg_no }: PatientRecord) => `${patient_name},${patient_ID},${Reg_no}`;

/** The records on the chain. */
const mined = () => sql(`SELECT patient_name, patient_ID, Reg_no FROM blocks WHERE "index" > 1 ORDER BY "index"`);

describe("a batch as CSV", () => {
  test.each([
    ["rows that end with CRLF", `${HEADER}\r\nAlice,P-1,R-1\r\nBob,P-2,R-2\r\n`],
    ["rows that end with LF, the last with nothing", `${HEADER}\nAlice,P-1,R-1\nBob,P-2,R-2`],
    ["columns in another order", "Reg_no,patient_name,patient_ID\nR-1,Alice,P-1\nR-2,Bob,P-2\n"],
    ["a byte order mark", `\ufeff${HEADER}\r\nAlice,P-1,R-1\r\nBob,P-2,R-2\r\n`],
    ["everything in quotes", '"patient_name","patient_ID","Reg_no"\r\n"Alice","P-1","R-1"\r\n"Bob","P-2","R-2"'],
  ])("may have %s", async (_, body) => {
    expect(await answers(body)).toEqual([1, 2].map((line) => ({ line, status: 202, location: PENDING })));

    await untilMined();
    expect(await mined()).toEqual([
      { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" },
      { patient_name: "Bob", patient_ID: "P-2", Reg_no: "R-2" },
    ]);
  });

  test("keeps values exactly as they are, with quotes, commas and white space", async () => {
    await answers(`${HEADER}\n"Rao, ""Ali"" é",P-1,007\n  Bob  ,1e3,+5\n`);

    await untilMined();
    expect(await mined()).toEqual([
      { patient_name: 'Rao, "Ali" é', patient_ID: "P-1", Reg_no: "007" },
      { patient_name: "  Bob  ", patient_ID: "1e3", Reg_no: "+5" },
    ]);
  });

  test("has bad rows refused alone, and counts records, not physical lines", async () => {
    const body = [
      HEADER,
      row(patient(1)),
      '"Two\nlines",P-8,R-8',
      "Bob,P-2",
      "Bob,P-2,R-2,ward 7",
      "",
      ",P-3,R-3",
      row(patient(4)),
    ];

    const found = await answers(body.join("\r\n"));

    expect(found).toEqual([
      { line: 1, status: 202, location: PENDING },
      expect.objectContaining({ line: 2, status: 400 }),
      refusal(3, 400, "invalid-record"),
      refusal(4, 400, "invalid-record"),
      refusal(5, 400, "invalid-record"),
      expect.objectContaining({ line: 6, status: 400 }),
      { line: 7, status: 202, location: PENDING },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/Bob|ward|Two/);
  });

  test("may have no records", async () => {
    expect(await answers(HEADER)).toEqual([]);
    expect(await answers(`${HEADER}\r\n`)).toEqual([]);
  });

  test.each([
    ["nothing", ""],
    ["an empty first row", `\n${HEADER}\n`],
    ["no header row", "Alice,P-1001,REG-1\nBob,P-1002,REG-2\n"],
    ["an unknown column", `${HEADER},ward\nAlice,P-1001,REG-1,7\n`],
    ["a missing column", "patient_name,patient_ID\nAlice,P-1001\n"],
    ["a column twice", `${HEADER},Reg_no\nAlice,P-1001,REG-1,REG-1\n`],
    ["a column twice instead of another", "patient_name,Reg_no,Reg_no\nAlice,REG-1,REG-1\n"],
    ["a column in upper case", "Patient_Name,patient_ID,Reg_no\nAlice,P-1001,REG-1\n"],
    ["white space in a column's name", "patient_name, patient_ID, Reg_no\nAlice,P-1001,REG-1\n"],
    ["semicolons between the columns", "patient_name;patient_ID;Reg_no\nAlice;P-1001;REG-1\n"],
    ["rows that end with CR", `${HEADER}\rAlice,P-1001,REG-1\r`],
    ["a quote that is not closed", `${HEADER}\n"Alice,P-1001,REG-1\nBob,P-1002,REG-2\n`],
    ["a quote within a value", `${HEADER}\nAli"ce,P-1001,REG-1\n`],
    ["text after a quoted value", `${HEADER}\n"Alice"Rao,P-1001,REG-1\n`],
    ["a row of a thousand values", `${HEADER}\n${"Alice,".repeat(1000)}\n`],
  ])("is refused as a whole with %s, without repeating any of it", async (_, body) => {
    const problem = await expectProblem(await send(body), 400, "invalid-body");

    expect(JSON.stringify(problem)).not.toMatch(/Alice|P-100|REG-\d|Bob|ward|Rao/);
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test.each<[string, Uint8Array<ArrayBuffer>]>([
    ["Latin-1", Uint8Array.from([...encoder.encode(`${HEADER}\nJos`), 0xe9, ...encoder.encode(",P-1,R-1\n")])],
    ["UTF-16", Uint8Array.from([0xff, 0xfe, ...[...HEADER].flatMap((letter) => [letter.charCodeAt(0), 0])])],
    ["a surrogate in UTF-8", Uint8Array.from([...encoder.encode(`${HEADER}\n`), 0xed, 0xa0, 0x80])],
  ])("is refused as a whole in %s", async (_, body) => {
    expect((await expectProblem(await send(body), 400, "invalid-body")).detail).toContain("UTF-8");
  });

  test("says at which line a quote is wrong", async () => {
    const { detail } = await expectProblem(await send(`${HEADER}\nAlice,P-1,R-1\nBo"b,P-2,R-2\n`), 400, "invalid-body");

    expect(detail).toContain("line 3");
  });

  test("may have 10,000 records below the header row, and not one more", async () => {
    const rows = numbers(1, LIMIT.lines + 1).map(() => "");
    expect(await answers([HEADER, ...rows].join("\n"))).toHaveLength(LIMIT.lines);

    await expectProblem(await send([HEADER, ...rows, ""].join("\n")), 413, "body-too-large");
    await expectProblem(
      await send(`${HEADER}\n${"\n".repeat(LIMIT.bytes - HEADER.length - 1)}`),
      413,
      "body-too-large",
    );
  });

  test("has a long row refused alone", async () => {
    const found = await answers(`${HEADER}\n${"x".repeat(16 * 1024)},P-1,R-1\n${row(patient(2))}\n`);

    expect(found).toEqual([refusal(1, 413, "body-too-large"), { line: 2, status: 202, location: PENDING }]);
  });
});

/** Writes a value as RFC 4180 does. */
const quoted = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

test("CSV gives back what was written, whatever the values are", () => {
  const value = fc.oneof(
    fc.string(),
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", " ", "\ufeff", "é", "\0", ";", "=") }),
  );
  const records = fc.array(fc.record({ a: value, b: value, c: value }), { maxLength: 8 });
  fc.assert(
    fc.property(records, fc.constantFrom("\r\n", "\n"), fc.boolean(), (written, end, isEnded) => {
      const rows = [["c", "a", "b"], ...written.map(({ a, b, c }) => [c, a, b].map(quoted))];
      const text = rows.map((cells) => cells.join(",")).join(end) + (isEnded ? end : "");

      const read = readCsv(encoder.encode(text), ["a", "b", "c"], 100);

      expect(read.map(({ fields }) => fields)).toEqual(written);
      expect(read.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(encoder.encode(text).length);
    }),
    { numRuns: 500 },
  );
});

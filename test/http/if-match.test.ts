import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ok, stubLedger } from "../support/http/stub-ledger.ts";
import { bearer, patient, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

const OUTDATED = { correct: ok({ outcome: "outdated" }) };

/** Sends a correction with this header, or without one. */
async function correct(header: string | undefined, bindings: object): Promise<Response> {
  const headers = {
    "Content-Type": "application/json",
    ...(await bearer({ scope: "record:correct" })),
    ...(header === undefined ? {} : { "If-Match": header }),
  };
  return request("/records/2/corrections", { method: "POST", headers, body: JSON.stringify(patient(1)) }, bindings);
}

/** The tags that the ledger is asked to expect. */
async function expectedBy(header: string): Promise<unknown> {
  const { bindings, calls } = stubLedger(OUTDATED);
  await expectProblem(await correct(header, bindings), 412, "record-changed");
  expect(calls.map(([method]) => method)).toEqual(["correct"]);
  return calls[0]?.[2];
}

describe("If-Match", () => {
  test.each<[string, readonly string[] | "any"]>([
    ['"a"', ["a"]],
    ['  "a"\t', ["a"]],
    ['"a", "b"', ["a", "b"]],
    ['"a","b"', ["a", "b"]],
    ['"a" \t,\t "b"', ["a", "b"]],
    [',, "a" , ,"b",', ["a", "b"]],
    ['"a,b", "c"', ["a,b", "c"]],
    ['"a\\"', ["a\\"]],
    ['""', [""]],
    ['"*"', ["*"]],
    ['"ä"', ["ä"]],
    ['W/"a"', []],
    ['W/"a", "b", W/"c"', ["b"]],
    ["*", "any"],
    [" * ", "any"],
  ])("%s asks for the versions %j", async (header, expected) => {
    expect(await expectedBy(header)).toEqual(expected);
  });

  test.each([
    "a",
    '"a',
    'a"',
    "'a'",
    '"a" "b"',
    '"a"b',
    '"a"; "b"',
    'w/"a"',
    'W/ "a"',
    "W/a",
    'W"a"',
    "W/",
    "* *",
    "*, *",
    '*, "a"',
    '"a", *',
    '"a b"',
    '"a"b"',
    '"a" '.repeat(50),
    " \t".repeat(2000) + "x",
    `"a"${" \t".repeat(2000)}x`,
  ])("that is neither a list of tags nor * is refused with 400, and the ledger is not asked: %s", async (header) => {
    const { bindings, calls } = stubLedger(OUTDATED);

    const { detail } = await expectProblem(await correct(header, bindings), 400, "invalid-header");

    expect(detail).toContain("If-Match");
    expect(calls).toEqual([]);
  });

  test.each([undefined, "", " ", ",", " , ,, "])("that lists no tag is required with 428: %j", async (header) => {
    const { bindings, calls } = stubLedger(OUTDATED);

    const { detail } = await expectProblem(await correct(header, bindings), 428, "if-match-required");

    expect(detail).toContain("If-Match");
    expect(calls).toEqual([]);
  });

  test("may list any tags, of which the weak ones never match", async () => {
    const opaque = fc.string({ unit: fc.constantFrom(..."!#$%&,*/Wa1~"), maxLength: 8 });
    const element = fc.oneof(
      opaque.map((tag) => ({ text: `"${tag}"`, strong: [tag] })),
      opaque.map((tag) => ({ text: `W/"${tag}"`, strong: [] })),
      fc.constantFrom("", " ").map((text) => ({ text, strong: [] })),
    );
    const lists = fc
      .array(element, { minLength: 1, maxLength: 6 })
      .filter((list) => list.some(({ text }) => text.trim()));
    await fc.assert(
      fc.asyncProperty(lists, fc.constantFrom(",", ", ", " ,\t"), async (list, separator) => {
        const strong = list.flatMap((each) => each.strong);
        expect(await expectedBy(list.map(({ text }) => text).join(separator))).toEqual(strong);
      }),
      { numRuns: 30 },
    );
  });

  test("of any other text is refused, or required, but never breaks the route", async () => {
    const text = fc.string({ unit: fc.constantFrom(...'*,"W/ a\t\\'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(text, async (header) => {
        const response = await correct(header, stubLedger(OUTDATED).bindings);
        expect([400, 412, 428]).toContain(response.status);
      }),
      { numRuns: 60 },
    );
  });
});

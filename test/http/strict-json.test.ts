import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProblemName } from "../../src/contract/problems.ts";
import { patient, request } from "../support/worker/client.ts";
import { created, stored } from "../support/storage/main.ts";
import { answers, type LineAnswer, send as sendBatch, textOf } from "../support/http/batch.ts";
import { expectProblem, type ProblemBody } from "../support/worker/problems.ts";

const RECORD = JSON.stringify(patient(1));
const PROVEN = RECORD.replace("}", ',"proof":533}');
const PUZZLE = '{"puzzle":"block-hash","difficulty":8}';

interface Route {
  readonly route: string;
  /** A body that the route accepts. */
  readonly good: string;
  /** The problem for a value of the wrong kind. */
  readonly invalid: ProblemName;
  readonly send: (body: BodyInit) => Promise<Response>;
}

function json(method: string, path: string, headers: Record<string, string> = {}) {
  return (body: BodyInit) =>
    request(path, { method, headers: { "Content-Type": "application/json", ...headers }, body });
}

/** Every route that reads JSON. */
const ROUTES: readonly Route[] = [
  { route: "POST /mine_block", good: RECORD, invalid: "invalid-record", send: json("POST", "/mine_block") },
  {
    route: "POST /mine_block with a proof",
    good: PROVEN,
    invalid: "invalid-record",
    send: json("POST", "/mine_block"),
  },
  {
    route: "POST /mine_block without waiting",
    good: RECORD,
    invalid: "invalid-record",
    send: json("POST", "/mine_block", { Prefer: "respond-async" }),
  },
  { route: "POST /work", good: RECORD, invalid: "invalid-record", send: json("POST", "/work") },
  { route: "PUT /ledgers/a", good: PUZZLE, invalid: "invalid-puzzle", send: json("PUT", "/ledgers/a") },
  {
    route: "a line of POST /records",
    good: RECORD,
    invalid: "invalid-record",
    // The answer for the line, in the form of an answer to a request.
    send: async (body) => {
      const response = await sendBatch(body);
      const { status, problem } = JSON.parse(await textOf(response)) as LineAnswer;
      return new Response(JSON.stringify(problem), {
        status,
        headers: { ...Object.fromEntries(response.headers), "content-type": "application/problem+json" },
      });
    },
  },
];

/** Puts a member before the others of a body. */
const member = (text: string) => (good: string) => good.replace("{", `{${text},`);
const [deep, deeper] = [5_000, 8_000].map((levels) => `${"[".repeat(levels)}${"]".repeat(levels)}`);
const encoder = new TextEncoder();

/** Repeats the first member of a body: as it is, with another value, and with its name escaped. */
const first = (good: string) => /^\{("[^"]*"):("[^"]*")/.exec(good)?.slice(1) as [string, string];
const again = (edit: (name: string, value: string) => string) => (good: string) => member(edit(...first(good)))(good);

const KINDS: [string, (good: string) => BodyInit][] = [
  ["a name twice", again((name) => `${name}:"Mallory"`)],
  ["a name twice with equal values", again((name, value) => `${name}:${value}`)],
  [
    "a name twice, once escaped",
    again((name) => `"\\u${name.charCodeAt(1).toString(16).padStart(4, "0")}${name.slice(2)}:"Mallory"`),
  ],
  ["a name twice within a member", member('"x":{"y":1,"y":1}')],
  ["__proto__ twice", member('"__proto__":{},"__proto__":{}')],
  ["a byte order mark", (good) => `\ufeff${good}`],
  ["a deep array", member(`"x":${deep}`)],
  ["a deep array under a name that comes again", member(`"x":${deep},"x":1`)],
  ["nothing but a deep array", () => deeper ?? ""],
  ["an open deep array", () => "[".repeat(16_000)],
  ["a deep object", () => '{"a":'.repeat(3_000)],
  ["NaN", member('"x":NaN')],
  ["a trailing comma", (good) => good.replace("}", ",}")],
  ["a comment", (good) => good.replace("{", "{/* */")],
  [
    "bytes that are not UTF-8",
    (good) => Uint8Array.of(...encoder.encode(good.slice(0, 3)), 0xff, ...encoder.encode(good.slice(3))),
  ],
];

/** Values that JSON.parse does not read exactly as written, or that UTF-8 cannot represent. */
const VALUES = [
  "1e400 -1e400 9007199254740992 9007199254740993 9007199254740990.7 0.99999999999999999999 1.00000000000000000001",
  "533.00000000000000000001 -1 1e-400",
]
  .flatMap((line) => line.split(" "))
  .concat('"\\ud800"', '"\\udc00x"');

describe.each(ROUTES)("$route", ({ good, invalid, send }) => {
  const refusedAs = async (body: BodyInit, name: ProblemName): Promise<ProblemBody> => {
    const before = await stored();
    const problem = await expectProblem(await send(body), 400, name);
    expect(await stored()).toEqual(before);
    return problem;
  };

  test.each(KINDS)("refuses a body with %s", async (_, spoil) => {
    await created();

    const { detail } = await refusedAs(spoil(good), "invalid-body");

    expect(detail).toMatch(/\. Send /);
    expect(detail).not.toMatch(/Mallory|Patient 1|block-hash/);
  });

  test.each(VALUES)("refuses %s in place of any member's value", async (value) => {
    await created();
    const names = Object.keys(JSON.parse(good) as object);

    for (const name of names) {
      const body = good.replace(
        new RegExp(`("${name}"):(?:"[^"]*"|\\d+)`),
        (_, quoted: string) => `${quoted}:${value}`,
      );
      const { detail } = await refusedAs(body, invalid);
      expect(detail).toContain(`${name} must be`);
      expect(detail).not.toContain(value);
    }
  });

  test("accepts the good body itself, also with white space and escapes", async () => {
    await created();
    const spelled = good
      .replaceAll(":", " :\t")
      .replace("{", "\r{ ")
      .replaceAll(
        /[A-Za-z](?=[^"]*")/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`,
      );

    expect((await send(spelled.replaceAll("\n", ""))).status).toBeLessThan(300);
    expect((await send(good)).status).toBeLessThan(300);
  });
});

describe("a number in a body", () => {
  test.each(["8e0", "8.0", "80e-1", "0.8E+1"])(
    "is accepted as a difficulty or a proof in any spelling: %s",
    async (eight) => {
      const response = await json("PUT", "/ledgers/a")(PUZZLE.replace(":8}", `:${eight}}`));
      expect(response.status).toBe(201);
      expect(await response.json()).toMatchObject({ difficulty: 8 });

      await created();
      await expectProblem(await json("POST", "/mine_block")(PROVEN.replace("533", eight)), 422, "proof-refused");
    },
  );
});

test("a batch answers each line, and no line with lenient JSON is accepted", async () => {
  await created();
  const lines = fc.constantFrom(...KINDS.map(([, spoil]) => spoil(RECORD)).filter((line) => typeof line === "string"));
  await fc.assert(
    fc.asyncProperty(fc.array(lines, { minLength: 1, maxLength: 20 }), async (bad) => {
      const body = bad.map((line) => `${line}\n`).join("");
      const found = await answers(body);
      expect(found.map(({ status }) => status)).toEqual(bad.map(() => 400));
      expect(await stored()).toEqual({ blocks: 1, pending: 0 });
    }),
    { numRuns: 20 },
  );
});

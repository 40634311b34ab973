import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import type { EntryReceipt } from "../../src/evidence/receipts/entry-receipt.ts";
import { exportAuthorKey, generateAuthorKey } from "../../src/client/signing/author-key.ts";
import { blockAt, squaresChain } from "../support/chain/chains.ts";
import { ndjson, type Outcome, run } from "../support/cli/commands.ts";
import { FakeLedger, problem } from "../support/cli/fake-ledger.ts";
import { emptyFolder } from "../support/cli/folder.ts";

const ledger = new FakeLedger();
const folder = emptyFolder();
const key = await generateAuthorKey({ extractable: true });
const jwk = await exportAuthorKey(key);
beforeEach(() => {
  ledger.reset();
  writeFileSync(folder.file("key.json"), JSON.stringify(jwk), { mode: 0o600 });
});

const patients = (count: number): PatientRecord[] =>
  Array.from({ length: count }, (_, n) => ({ patient_name: `Rao ${n}`, patient_ID: `P-${n}`, Reg_no: `REG-${n}` }));
const csv = (records: readonly PatientRecord[]) =>
  `Reg_no,patient_name,patient_ID\r\n${records.map((r) => `${r.Reg_no},"${r.patient_name}",${r.patient_ID}\r\n`).join("")}`;

/** Runs the command with a list on standard input, and the receipts in the folder. */
function register(stdin: string, options: readonly string[] = [], stop?: AbortSignal): Promise<Outcome> {
  const args = ["--url", ledger.url, "--receipts", folder.file("receipts.ndjson"), ...options];
  return run("register", args, { LEDGER_TOKEN: "t0ken" }, { stdin, ...(stop ? { stop } : {}) });
}

const SIGNED = () => ["--author-key", folder.file("key.json")];

interface Line {
  readonly line: number;
  readonly record: { readonly number: number };
  readonly receipt: EntryReceipt;
}

const receiptLines = (): Line[] =>
  readFileSync(folder.file("receipts.ndjson"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

/** The registration number that a receipt discloses. */
const numberIn = ({ receipt }: Line) => {
  const texts = (receipt.disclosures ?? []).map(
    (text) => JSON.parse(Buffer.from(text, "base64url").toString()) as string[],
  );
  return texts.find(([, name]) => name === "Reg_no")?.[2];
};

/** Every record is on the chain once, and has one receipt, which holds against the chain. */
async function expectAll(records: readonly PatientRecord[]): Promise<void> {
  const lines = receiptLines();
  expect(lines).toHaveLength(records.length);
  expect(new Set(lines.map(numberIn))).toEqual(new Set(records.map(({ Reg_no }) => Reg_no)));
  expect(ledger.chain.at(-1)?.last_entry).toBe(records.length + 1);
  expect(new Set(lines.map(({ record }) => record.number)).size).toBe(records.length);
  const receipts = ["--receipt", folder.file("receipts.ndjson")];
  const { code, stdout } = await run("verify", ["--vkey", ledger.vkey, ...receipts]);
  expect({ code, right: stdout.match(/^right /gm)?.length }).toEqual({ code: 0, right: lines.length });
}

describe("npm run register", () => {
  test("registers signed records a thousand at a time, and asks for one receipt a block", async () => {
    const records = patients(1_050);
    const { code, stdout, stderr } = await register(csv(records), SIGNED());

    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(/1,050 registered now, 0 refused\.\n$/);
    expect([ledger.count("/records"), ledger.count("/mine_block")]).toEqual([2, 2]);
    await expectAll(records);
    expect(
      receiptLines()
        .map(({ line }) => line)
        .toSorted((a, b) => a - b),
    ).toEqual(records.map((_, n) => n + 2));
    expect(receiptLines().every(({ receipt: { entry } }) => "author" in entry && entry.author === key.thumbprint)).toBe(
      true,
    );
    expect((statSync(folder.file("receipts.ndjson")).mode & 0o777).toString(8)).toBe("600");
  });

  test("registers records without a signature, and takes NDJSON from a file", async () => {
    const records = patients(40);
    writeFileSync(folder.file("list.ndjson"), `\ufeff${ndjson(records)}\n`);
    const { code } = await register("", ["--file", folder.file("list.ndjson")]);

    expect(code).toBe(0);
    expect(ledger.count("/mine_block")).toBe(40);
    await expectAll(records);
    expect(receiptLines().some(({ receipt: { entry } }) => "author" in entry)).toBe(false);
  });

  test("sends a record that two lines hold once, and says so", async () => {
    const [one, two] = patients(2);
    const { code, stderr } = await register(ndjson([one, two, one]), SIGNED());

    expect(code).toBe(0);
    expect(stderr).toContain("1 line holds a record that an earlier line holds.");
    expect(receiptLines().map(({ line }) => line)).toEqual([1, 2]);
  });

  test("says which lines are refused and why, without what they hold, and registers the others", async () => {
    const [taken, good] = patients(2);
    await register(ndjson([{ ...taken, patient_name: "Somebody else" }]));
    writeFileSync(folder.file("receipts.ndjson"), "");
    const list = [
      taken,
      { patient_name: "Secret", patient_ID: "P-9" },
      ["Secret"],
      { ...good, patient_ID: " Secret" },
      { ...good, patient_ID: 7 },
      { ...good, note: "Secret" },
    ];
    const { code, stdout, stderr } = await register(`${ndjson(list)}{"Secret":\n\n${ndjson([good])}`, SIGNED());

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.match(/^line (\d+): /gm)).toEqual([2, 3, 4, 5, 6, 7, 1].map((line) => `line ${line}: `));
    expect(stderr).toContain("line 1: 409: It is registration-conflict.");
    expect(stderr).toContain("line 4: patient_ID must not begin or end with white space.");
    expect(stderr).toContain("1 registered now, 7 refused.");
    expect(stderr).not.toMatch(/Secret|Rao|P-\d|REG/);
    expect(receiptLines().map(({ line }) => line)).toEqual([9]);
  });

  test("says once why many lines are refused, which line has the same Reg_no, and counts receipts of the list alone", async () => {
    const [one, two, three] = patients(3);
    await register(ndjson([{ ...two, patient_name: "Somebody else" }]));
    const other = (record: object | undefined) => ({ ...record, patient_name: "Other" });
    await register(ndjson([three]));
    const { code, stderr } = await register(ndjson([one, two, other(one), other(two), three]));

    expect(code).toBe(2);
    expect(stderr).toBe(
      `line 2: 409: It is registration-conflict.
line 3: as line 2. Line 1 of the list has the same Reg_no.
line 4: as line 2. Line 2 of the list has the same Reg_no.
1 registered now, 3 refused.
1 had a receipt in ${folder.file("receipts.ndjson")} before.
`,
    );
  });

  test("says so of a list without records, and leaves no file of receipts", async () => {
    const { code, stderr } = await register("Reg_no,patient_name,patient_ID\r\n");

    expect(code).toBe(0);
    expect(stderr).toBe("The list holds no records.\n0 registered now, 0 refused.\n");
    expect(existsSync(folder.file("receipts.ndjson"))).toBe(false);
  });

  test.each<[string, string, RegExp]>([
    ["a JSON array", JSON.stringify(patients(1)), /one record a line/],
    ["CSV without a header", "Rao 1,P-1,REG-1\n", /The first row must name the columns/],
    ["nothing", "", /is empty/],
    ["gzip", "\u001f\u008b", /cannot be read|is/],
  ])("registers nothing of %s", async (_, stdin, reason) => {
    const { code, stderr } = await register(stdin);

    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toContain("Rao");
    expect(ledger.asked).toEqual([]);
  });
});

describe("after an interruption, npm run register", () => {
  const RECORDS = patients(25);

  test.each([true, false])(
    "registers nothing twice and ends with every receipt, whatever was lost; signed: %s",
    async (isSigned) => {
      const options = isSigned ? SIGNED() : [];
      // Let it run through once, to learn how many requests there are.
      ledger.perBlock = 10;
      await register(csv(RECORDS), options);
      const requests = ledger.asked.length;
      for (let last = 1; last <= requests; last += isSigned ? 1 : 9) {
        ledger.reset();
        ledger.perBlock = 10;
        writeFileSync(folder.file("receipts.ndjson"), "");
        const stop = new AbortController();
        ledger.instead = () => {
          if (ledger.asked.length < last) return undefined;
          // The ledger does its work, but the command is gone before the answer arrives.
          stop.abort();
          return "hang up";
        };
        const killed = await register(csv(RECORDS), options, stop.signal);
        expect(killed.code).toBe(2);
        expect(killed.stderr).toMatch(/Stopped\. Run the same command again to go on\.\n$/);
        ledger.instead = () => undefined;

        expect((await register(csv(RECORDS), options)).code).toBe(0);
        await expectAll(RECORDS);
      }
    },
  );

  test("goes on from a file of receipts that was cut off anywhere", async () => {
    await register(csv(RECORDS), SIGNED());
    const whole = readFileSync(folder.file("receipts.ndjson"));
    for (const part of [0.03, 0.5, 0.999]) {
      writeFileSync(folder.file("receipts.ndjson"), whole.subarray(0, Math.floor(whole.length * part)));
      expect((await register(csv(RECORDS), SIGNED())).code).toBe(0);
      await expectAll(RECORDS);
    }
  });

  test("sends nothing if every record has its receipt", async () => {
    await register(csv(RECORDS));
    ledger.asked = [];
    const { code, stderr } = await register(csv(RECORDS));

    expect(code).toBe(0);
    expect(stderr).toContain("0 registered now, 0 refused.");
    expect(ledger.asked.map(({ path }) => path)).toEqual(["/blocks/2"]);
  });

  test("does not go on with the receipts of another ledger", async () => {
    await register(csv(RECORDS));
    ledger.reset({ id: "ff".repeat(16) });
    const { code, stderr } = await register(csv(patients(30)));

    expect(code).toBe(2);
    expect(stderr).toMatch(/holds a receipt of block 2 that this ledger does not have/);
    expect(ledger.count("/records")).toBe(0);
  });

  test.each(["{}", "not JSON", '{"receipt":{"entry":{},"disclosures":[1]}}', "\ufffd"])(
    "overwrites no file with %j in it",
    async (text) => {
      writeFileSync(folder.file("receipts.ndjson"), `${text}\nthe rest`);
      const { code, stderr } = await register(csv(RECORDS));

      expect(code).toBe(2);
      expect(stderr).toContain("holds no receipt in line 1");
      expect(readFileSync(folder.file("receipts.ndjson"), "utf8")).toBe(`${text}\nthe rest`);
    },
  );
});

describe("a ledger that", () => {
  test("asks for patience gets the same request later, and each line that it asks for", async () => {
    const records = patients(3);
    const answers = [
      problem(429, "rate-limited", { "Retry-After": "0" }),
      problem(503, "mempool-full", { "Retry-After": "0" }),
      {
        type: "application/x-ndjson",
        body: records
          .map((_, before) =>
            JSON.stringify({ line: before + 1, status: 503, problem: { type: "", detail: "Full." }, retry_after: 0 }),
          )
          .join("\n")
          .concat("\n"),
      },
    ];
    ledger.instead = ({ path }) => (path === "/records" ? answers.shift() : undefined);
    const { code, stderr } = await register(csv(records), SIGNED());

    expect({ code, batches: ledger.count("/records") }).toEqual({ code: 0, batches: 4 });
    expect(stderr).toMatch(
      /^Trying again until you stop it: 429: It is rate-limited\.\nTrying again until you stop it: 503: It is mempool-full\.\n/,
    );
    await expectAll(records);
  });

  test("leaves mining to others is asked again until the record is on the chain", async () => {
    const accepted = { status: 202, type: "application/json", body: '{"message":"Accepted.","id":"2"}' };
    ledger.instead = ({ path }) => (path === "/mine_block" && ledger.count(path) === 1 ? accepted : undefined);

    expect((await register(csv(patients(2)), SIGNED())).code).toBe(0);
    expect(ledger.count("/mine_block")).toBe(2);
    await expectAll(patients(2));
  });

  test("no longer knows the block that the author has seen gets the records signed again", async () => {
    const records = patients(2);
    let refusals = 0;
    ledger.instead = ({ path, body }) => {
      if (path !== "/records" || refusals === 2) return undefined;
      refusals += 1;
      const refused = {
        status: 409,
        problem: { type: "urn:problem-type:patient-ledger:seen-unknown", detail: "Old." },
      };
      return {
        type: "application/x-ndjson",
        body: body
          .trimEnd()
          .split("\n")
          .map((_, before) => `${JSON.stringify({ line: before + 1, ...refused })}\n`)
          .join(""),
      };
    };
    expect((await register(csv(records), SIGNED())).code).toBe(0);
    expect(ledger.count("")).toBe(3);
    await expectAll(records);
  });

  test.each([
    ["/records", problem(503, "vault-lost"), /^503: It is vault-lost\.\n$/],
    ["/records", problem(403, "insufficient-scope"), /^403: It is insufficient-scope\.\n$/],
    ["/mine_block", problem(401, "invalid-token"), /^401: It is invalid-token\.\n$/],
    [
      "/blocks/1",
      { body: JSON.stringify(blockAt(squaresChain, 1)), type: "application/json" },
      /^This is a plain ledger/,
    ],
    ["/blocks/1", { status: 200, type: "text/html", body: "<h1>Sign in</h1>" }, /^this is not a ledger/],
  ])("has to be looked after ends the command, with nothing refused: %s", async (path, answer, message) => {
    ledger.instead = (asked) => (asked.path === path ? answer : undefined);
    const { code, stdout, stderr } = await register(csv(patients(3)), SIGNED());

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(ledger.asked.filter((asked) => asked.path === path)).toHaveLength(1);
  });

  test.each([
    ["key-not-enrolled", "Enrol it: npm run author-key -- --url http"],
    ["key-revoked", "--key NEW_FILE"],
    ["signature-required", "give --author-key FILE"],
    ["signature-refused", "Tell its operator"],
  ])("refuses every record ends it at once, with what to do: %s", async (name, advice) => {
    const refused = { status: 403, problem: { type: `urn:problem-type:patient-ledger:${name}`, detail: "No key." } };
    ledger.instead = ({ path }) =>
      path === "/records"
        ? { type: "application/x-ndjson", body: ndjson([1, 2, 3].map((line) => ({ line, ...refused }))) }
        : undefined;
    const { code, stdout, stderr } = await register(csv(patients(3)), SIGNED());

    expect({ code, stdout, lines: stderr.match(/\n/g)?.length }).toEqual({ code: 2, stdout: "", lines: 1 });
    expect(stderr).toContain(advice);
    expect(existsSync(folder.file("receipts.ndjson"))).toBe(false);
  });

  test("is not that of --genesis gets nothing, signed or not", async () => {
    for (const more of [[], SIGNED()]) {
      const { code, stderr } = await register(csv(patients(1)), ["--genesis", "00".repeat(32), ...more]);
      expect({ code, is: stderr.split(":")[0] }).toEqual({
        code: 2,
        is: "This is another ledger than that of --genesis",
      });
    }
    expect(ledger.asked.map(({ path }) => path)).toEqual(["/blocks/1", "/blocks/1"]);
    const right = ["--genesis", ledger.chain[0]?.hash ?? "", ...SIGNED()];
    expect((await register(csv(patients(1)), right)).code).toBe(0);
  });

  test("gives a block that does not have its hash as genesis gets no signature", async () => {
    const forged = { ...ledger.chain[0], hash: "00".repeat(32) };
    ledger.instead = ({ path }) =>
      path === "/blocks/1" ? { type: "application/json", body: JSON.stringify(forged) } : undefined;
    const { code, stderr } = await register(csv(patients(1)), SIGNED());

    expect(code).toBe(2);
    expect(stderr).toMatch(/^This ledger's first block is no valid genesis: /);
    expect(ledger.count("/records")).toBe(0);
  });

  test.each<[string, (answers: readonly object[]) => readonly object[], string]>([
    ["of an unsigned record", (answers) => answers, "its entry does not have the key's signature"],
    ["of another record", ([one, two, three]) => [two, three, one] as object[], "it is about another record"],
    ["of nothing", () => [{}, {}, {}].map(() => ({ block: {} })), "it holds neither a block with the record nor"],
  ])("answers with a receipt %s is not believed", async (_, change, reason) => {
    const records = patients(3);
    // One after another, so that the answers come in the order of the records.
    for (const record of records) await register(csv([record]));
    const answers = [
      ...change(receiptLines().map(({ record, receipt }) => ({ block: receipt.block, record, receipt }))),
    ];
    writeFileSync(folder.file("receipts.ndjson"), "");
    ledger.instead = ({ path }) => {
      const known = ndjson([1, 2, 3].map((line) => ({ line, status: 200 })));
      if (path === "/records") return { type: "application/x-ndjson", body: known };
      return path === "/mine_block" ? { type: "application/json", body: JSON.stringify(answers.shift()) } : undefined;
    };
    const { code, stderr } = await register(csv(records), SIGNED());

    expect(code).toBe(2);
    expect(stderr.match(/^line \d: the ledger's receipt is not that of the record: .+$/gm)).toHaveLength(3);
    expect(stderr).toContain(reason);
    expect(readFileSync(folder.file("receipts.ndjson"), "utf8")).toBe("");
  });
});

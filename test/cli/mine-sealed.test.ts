import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { exportAuthorKey, generateAuthorKey } from "../../src/client/signing/author-key.ts";
import type { EntryReceipt } from "../../src/evidence/receipts/entry-receipt.ts";
import { headerOf, type SealedBlock } from "../../src/chain/sealed/header.ts";
import { blockAt, squaresChain } from "../support/chain/chains.ts";
import { sealedVectors } from "../support/chain/sealed-chains.ts";
import { run, testFolder } from "../support/cli/commands.ts";
import { FakeLedger } from "../support/cli/fake-ledger.ts";
import { FakeServer, type Served } from "../support/cli/served.ts";

const server = new FakeServer();
const [genesis, second] = sealedVectors.chain as readonly [SealedBlock, SealedBlock];
const BLOCK = headerOf(second);
const { proof: _, hash: __, ...candidate } = BLOCK;
const json = (body: object): Served => ({ type: "application/json", body: JSON.stringify(body) });
const problem = (status: number, name: string): Served => ({
  status,
  type: "application/problem+json",
  body: JSON.stringify({ type: `urn:problem-type:patient-ledger:${name}`, detail: `It is ${name}.` }),
});
const WORK = json({ puzzle: "block-hash", difficulty: 8, tip: headerOf(genesis), candidate });
const MINED = json({ message: "Mined.", block: BLOCK });
const NOTHING = problem(409, "nothing-waiting");
const INVALID = problem(400, "invalid-record");
const RECORD = ["--patient-name", "Alice", "--patient-id", "P-1", "--reg-no", "R-1"];

const mine = (args: readonly string[] = [], stop?: AbortSignal) =>
  run("mine", ["--url", server.url, ...args], { LEDGER_TOKEN: "t0ken" }, stop ? { stop } : {});

const PROGRESS = String.raw`[\d,]+ attempts, [\d,]+ hashes/s, 256 attempts expected, \d+\.\d s\n`;

describe("npm run mine without a record", () => {
  test("mines what waits on a sealed ledger, prints each header, and ends when nothing waits", async () => {
    const works = [WORK, WORK];
    server.serve({
      get "/work"() {
        return works.pop() ?? NOTHING;
      },
      "/mine_block": MINED,
    });
    const { code, stdout, stderr } = await mine();

    expect({ code, stdout }).toEqual({ code: 0, stdout: `${JSON.stringify(BLOCK)}\n`.repeat(2) });
    expect(stderr).toMatch(new RegExp(`^(?:${PROGRESS}){2}No entry is waiting\\.\n$`));
  });

  test("asks again with --every, also after failures, until it is stopped", async () => {
    const stop = new AbortController();
    let asked = 0;
    server.serve({
      get "/work"() {
        asked += 1;
        if (asked === 5) stop.abort();
        return [NOTHING, { status: 503 }, WORK][asked - 1] ?? NOTHING;
      },
      "/mine_block": MINED,
    });
    const { code, stdout, stderr } = await mine(["--every", "0.01"], stop.signal);

    expect({ code, asked, stdout }).toEqual({ code: 0, asked: 5, stdout: `${JSON.stringify(BLOCK)}\n` });
    expect(stderr).toContain("503");
    expect(stderr).not.toContain("No entry");
  });

  test.each([INVALID, problem(415, "unsupported-media-type")])("needs one on a plain ledger: $status", async (work) => {
    server.serve({ "/work": work, "/blocks/1": json(blockAt(squaresChain, 1)) });
    const { code, stdout, stderr } = await mine();

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^On a plain ledger, --patient-name, --patient-id and --reg-no are required\.\n\nnpm run/);
  });

  test.each<[string, Served, Served, string]>([
    ["the token", problem(403, "insufficient-scope"), json(genesis), "403: It is insufficient-scope.\n"],
    ["the request, on a sealed ledger", INVALID, json(genesis), "400: It is invalid-record.\n"],
    [
      "the request, and does not show its kind",
      INVALID,
      problem(403, "insufficient-scope"),
      "400: It is invalid-record.\n",
    ],
  ])("prints the reason if the ledger refuses %s", async (_name, work, block, stderr) => {
    server.serve({ "/work": work, "/blocks/1": block });

    for (const options of [[], ["--every", "1"]]) expect(await mine(options)).toEqual({ code: 2, stdout: "", stderr });
  });

  test.each(["0", "-1", "soon", "1e9", "", "Infinity"])("refuses an interval of %j seconds", async (every) => {
    const { code, stderr } = await mine([`--every=${every}`]);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^--every must be a number of seconds above 0/);
  });
});

describe("npm run mine with a record", () => {
  test("says on a sealed ledger what to do instead", async () => {
    server.serve({ "/work": INVALID, "/blocks/1": json(genesis) });
    const { code, stdout, stderr } = await mine(RECORD);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("This ledger is sealed");
    expect(stderr).toContain("POST /mine_block, POST /records");
    expect(stderr).not.toContain("Alice");
  });

  test("prints a plain ledger's own reason", async () => {
    server.serve({ "/work": INVALID, "/blocks/1": json(blockAt(squaresChain, 1)) });

    expect(await mine(RECORD)).toEqual({ code: 2, stdout: "", stderr: "400: It is invalid-record.\n" });
  });

  test("does not wait for entries", async () => {
    const { code, stderr } = await mine([...RECORD, "--every", "1"]);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^--every is for sealed ledgers/);
  });
});

describe("npm run mine with a record and an author's key", () => {
  const ledger = new FakeLedger();
  const { path } = testFolder();
  const file = join(path, "key.json");
  beforeEach(() => ledger.reset());
  const sign = (url = ledger.url, ...more: string[]) =>
    run("mine", ["--url", url, ...RECORD, "--author-key", file, ...more], { LEDGER_TOKEN: "t0ken" });

  test("signs it for no other ledger than that of --genesis, and says what a refused key needs", async () => {
    writeFileSync(file, JSON.stringify(await exportAuthorKey(await generateAuthorKey({ extractable: true }))));
    const { code, stderr } = await sign(ledger.url, "--genesis", "00".repeat(32));

    expect(code).toBe(2);
    expect(stderr).toContain("This is another ledger than that of --genesis");
    expect(ledger.count("/mine_block")).toBe(0);
    ledger.instead = (asked) => (asked.path === "/mine_block" ? problem(403, "key-not-enrolled") : undefined);
    expect((await sign(ledger.url, "--genesis", ledger.chain[0]?.hash ?? "")).stderr).toContain(
      "npm run author-key -- --url",
    );
    expect((await mine([...RECORD, "--genesis", "00".repeat(32)])).stderr).toMatch(
      /^--genesis goes with --author-key\./,
    );
  });

  test("signs it, and prints the receipt of its entry", async () => {
    const key = await generateAuthorKey({ extractable: true });
    writeFileSync(file, JSON.stringify(await exportAuthorKey(key)));
    chmodSync(file, 0o600);
    const { code, stdout, stderr } = await sign();

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { record, receipt } = JSON.parse(stdout) as { record: { number: number }; receipt: EntryReceipt };
    expect(record).toEqual({ number: 2 });
    expect(receipt.entry).toMatchObject({ author: key.thumbprint, seen: { index: 1, hash: ledger.chain[0]?.hash } });
    expect(receipt.disclosures).toHaveLength(3);
  });

  test("mines what waits if the ledger leaves that to others, until its record is on the chain", async () => {
    const works = [WORK];
    ledger.instead = ({ path: asked, body }) => {
      if (asked === "/work") return works.pop() ?? NOTHING;
      if (asked !== "/mine_block") return undefined;
      if (body.includes("merkle_root")) return MINED;
      return ledger.count("/work") === 0 ? { ...json({ message: "Accepted.", id: "2" }), status: 202 } : undefined;
    };
    const { code, stdout } = await sign();

    expect(code).toBe(0);
    const [block, registered] = stdout.trimEnd().split("\n");
    expect(JSON.parse(block ?? "")).toEqual(BLOCK);
    expect(JSON.parse(registered ?? "")).toMatchObject({ record: { number: 2 } });
  });

  test("sends nothing to a plain ledger", async () => {
    ledger.instead = ({ path: asked }) => (asked === "/blocks/1" ? json(blockAt(squaresChain, 1)) : undefined);
    const { code, stdout, stderr } = await sign();

    expect({ code, stdout, asked: ledger.asked.length }).toEqual({ code: 2, stdout: "", asked: 1 });
    expect(stderr).toMatch(/^This is a plain ledger, whose blocks have no signatures\. Leave out --author-key/);
  });

  test("needs a record and a key file that exists", async () => {
    const without = await run("mine", ["--url", ledger.url, "--author-key", file]);
    const missing = await run("mine", ["--url", ledger.url, ...RECORD, "--author-key", `${file}-not`]);

    expect([without.code, missing.code, ledger.asked.length]).toEqual([2, 2, 0]);
    expect(without.stderr).toMatch(/^--author-key signs a record: give one\./);
    expect(missing.stderr).toMatch(/does not exist\. npm run author-key makes a key/);
  });
});

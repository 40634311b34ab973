import { describe, expect, test } from "vitest";
import { headerOf, type SealedBlock } from "../../src/chain/sealed/header.ts";
import { blockAt, squaresChain } from "../support/chain/chains.ts";
import { sealedVectors } from "../support/chain/sealed-chains.ts";
import { run } from "../support/cli/commands.ts";
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
    expect(stderr).toContain("POST /mine_block or POST /records");
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

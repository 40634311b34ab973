import { describe, expect, test } from "vitest";
import { blockAt, squaresChain } from "../support/chain/chains.ts";
import { run } from "../support/cli/commands.ts";
import { FakeServer, type Served } from "../support/cli/served.ts";

const server = new FakeServer();
const [genesis, BLOCK] = [blockAt(squaresChain, 1), blockAt(squaresChain, 2)];
const { proof: _, hash: __, ...candidate } = BLOCK;
const json = (body: object): Served => ({ type: "application/json", body: JSON.stringify(body) });
const WORK = json({ tip: { index: 1, proof: genesis.proof }, candidate });
const MINED = json({ block: BLOCK });

const RECORD = [
  ["--patient-name", BLOCK.patient_name],
  ["--patient-id", BLOCK.patient_ID],
  ["--reg-no", BLOCK.Reg_no],
].flat();
const mine = (isTTY = false) => run("mine", ["--url", server.url, ...RECORD], { LEDGER_TOKEN: "t0ken" }, { isTTY });

const PROGRESS = String.raw`[\d,]+ attempts, [\d,]+ hashes/s, 65,536 attempts expected, \d+\.\d s`;

describe("an external miner", () => {
  test("finds the proof, submits it and prints the block", async () => {
    server.serve({ "/work": WORK, "/mine_block": MINED });
    const { code, stdout, stderr } = await mine();

    expect({ code, block: JSON.parse(stdout) as unknown }).toEqual({ code: 0, block: BLOCK });
    expect(stderr).toMatch(new RegExp(`^${PROGRESS}\n$`));
  });

  test("overwrites its progress line on a terminal", async () => {
    server.serve({ "/work": WORK, "/mine_block": MINED });
    // eslint-disable-next-line no-control-regex -- what clears a line of a terminal
    expect((await mine(true)).stderr).toMatch(new RegExp(`^(?:\r\u001b\\[K${PROGRESS})+\n$`));
  });

  test("says that the record is already on the chain", async () => {
    server.serve({ "/work": MINED });
    const stdout = `${JSON.stringify(BLOCK)}\n`;
    expect(await mine()).toEqual({ code: 0, stdout, stderr: "The record is already in block 2. Nothing was added.\n" });
  });

  test("submits its proof again if the ledger does not answer", async () => {
    let attempts = 0;
    server.serve({
      "/work": WORK,
      get "/mine_block"() {
        attempts += 1;
        return attempts === 1 ? { status: 503 } : MINED;
      },
    });
    const { code, stderr } = await mine();

    expect({ code, attempts }).toEqual({ code: 0, attempts: 2 });
    expect(stderr).toContain("\n503: the server gave no reason\n");
  });

  test("prints the ledger's refusal, and ends with 2", async () => {
    server.serve({ "/work": { status: 403, type: "application/problem+json", body: '{"detail":"Not\\u001b you."}' } });
    expect(await mine()).toEqual({ code: 2, stdout: "", stderr: "403: Not\\u{1b} you.\n" });
  });

  test.each([[RECORD.slice(2)], [RECORD.slice(0, 4)]])("needs the whole record: not %j", async (args) => {
    const { code, stdout, stderr } = await run("mine", args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^--patient-name, --patient-id and --reg-no are required\.\n\nnpm run mine -- /);
  });
});

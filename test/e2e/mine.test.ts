import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import { validateChain } from "../../src/chain/validator.ts";
import { Command, disposeCommands, type Outcome } from "../support/e2e/command.ts";
import { ROOT } from "../support/root.ts";
import { sharedServer } from "../support/e2e/shared-server.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";

const dev = sharedServer();
disposeCommands();

/** The options that specify the record to mine. */
function optionsOf({ patient_name, patient_ID, Reg_no }: PatientRecord): string[] {
  return ["--patient-name", patient_name, "--patient-id", patient_ID, "--reg-no", Reg_no];
}

function mine(url: string, record: PatientRecord, token: string | undefined = dev.token): Command {
  return new Command("mine", ["--url", url, ...optionsOf(record)], token);
}

/** The block that the command printed, as its only standard output. */
function printed({ code, stdout, stderr }: Outcome): Block {
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
  expect(stdout.split("\n")).toHaveLength(2);
  return JSON.parse(stdout) as Block;
}

const one = (name: string): PatientRecord => patients(1, name)[0] as PatientRecord;

describe.each([
  { puzzle: "squares", difficulty: undefined, expected: "65,536" },
  { puzzle: "block-hash", difficulty: 12, expected: "4,096" },
])("npm run mine on a $puzzle ledger", ({ puzzle, difficulty, expected }) => {
  it("mines a record locally, submits the proof, and prints the resulting block", async () => {
    const ledger = await RemoteLedger.create(dev, `mined-${puzzle}`, difficulty);
    for (const [before, record] of patients(3).entries()) {
      const outcome = await mine(ledger.url, record).end();
      const block = printed(outcome);
      expect(block).toMatchObject({ ...record, index: before + 2, mined_by: "developer" });
      expect(await ledger.json(`/blocks/${before + 2}`)).toEqual(block);
      expect(outcome.stderr).toMatch(
        new RegExp(String.raw`^[\d,]+ attempts, [\d,]+ hashes/s, ${expected} attempts expected, \d+\.\d s\n$`),
      );
    }
    expect(await validateChain(await ledger.chain())).toMatchObject({ valid: true, length: 4 });
    expect(await ledger.json("/mempool")).toMatchObject({ size: 0 });
  });

  it("says so when the record is already on the chain, and prints its block", async () => {
    const ledger = await RemoteLedger.create(dev, `known-${puzzle}`, difficulty);
    const [record] = patients(1) as [PatientRecord];
    const [block] = await ledger.mine([record]);
    const outcome = await mine(ledger.url, record).end();
    expect(printed(outcome)).toEqual(block);
    expect(outcome.stderr).toBe("The record is already in block 2. Nothing was added.\n");
    expect(await ledger.chain()).toHaveLength(2);
  });

  it("gets both of two miners that race for a tip a block", async () => {
    const ledger = await RemoteLedger.create(dev, `race-${puzzle}`, difficulty);
    const miners = [one("Ana"), one("Ben"), one("Cem")].map((record) => mine(ledger.url, record));
    const blocks = (await Promise.all(miners.map((miner) => miner.end()))).map(printed);
    const chain = await ledger.chain();
    expect(chain.slice(1)).toEqual(blocks.toSorted((a, b) => a.index - b.index));
    expect(await validateChain(chain)).toMatchObject({ valid: true, length: 4 });
  });

  it("continues on the new tip when its work is late", async () => {
    const ledger = await RemoteLedger.create(dev, `late-${puzzle}`, difficulty);
    // Just before the miner's first proof arrives, another block is appended.
    const url = await between(ledger, async (attempt) => {
      if (attempt === 1) await ledger.mine([one("Faster")]);
    });
    const outcome = await mine(url, one("Late")).end();
    expect(printed(outcome)).toMatchObject({ ...one("Late"), index: 3 });
    expect(outcome.stderr).toContain("Another miner found block 2 first. Continuing at the new tip.");
    expect(await ledger.chain()).toMatchObject([{}, one("Faster"), one("Late")]);
  });

  it("prints the block of its record if somebody else was faster with the same record", async () => {
    const ledger = await RemoteLedger.create(dev, `same-${puzzle}`, difficulty);
    const url = await between(ledger, async () => {
      await ledger.mine([one("Same")]);
    });
    expect(printed(await mine(url, one("Same")).end())).toEqual((await ledger.chain())[1]);
    expect(await ledger.chain()).toHaveLength(2);
  });
});

describe("npm run mine", () => {
  it("prints only the block on standard output, for a shell to process", async () => {
    const ledger = await RemoteLedger.create(dev, "shell", 8);
    const args = ["run", "-s", "mine", "--", "--url", ledger.url, ...optionsOf(one("Shell"))];
    const env = { ...process.env, LEDGER_TOKEN: dev.token };
    const { stdout } = await promisify(execFile)("npm", args, { cwd: ROOT, env });
    expect(JSON.parse(stdout)).toEqual((await ledger.chain())[1]);
  });

  it("makes its own token if npm run dev made a key", async () => {
    const ledger = await RemoteLedger.create(dev, "own-token", 8);
    const { LEDGER_TOKEN: _, ...env } = process.env;
    expect(env).not.toHaveProperty("LEDGER_TOKEN");
    const command = new Command("mine", ["--url", ledger.url, ...optionsOf(one("Own"))]);
    expect(printed(await command.end())).toMatchObject({ index: 2, mined_by: "developer" });
  });

  it.each([
    ["a record without a name", ["--patient-id", "P-1", "--reg-no", "R-1"], "--patient-name"],
    ["an interval without a number", ["--every", "soon"], "--every"],
    ["an unknown option", ["--colour", "red"], "--colour"],
    ["a stray argument", ["please"], "please"],
    [
      "an invalid address",
      ["--url", "localhost", "--patient-name", "A", "--patient-id", "P", "--reg-no", "R"],
      "http://",
    ],
  ])("ends with 2 and the reason when it is given %s", async (_, args, reason) => {
    const outcome = await new Command("mine", args, dev.token).end();
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toContain(reason);
  });

  it("needs a record on a plain ledger", async () => {
    const ledger = await RemoteLedger.create(dev, "no-record", 8);
    const outcome = await new Command("mine", ["--url", ledger.url], dev.token).end();
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toContain("On a plain ledger, --patient-name, --patient-id and --reg-no are required.");
  });

  it("ends with 2 and the ledger's message when it is refused", async () => {
    const ledger = await RemoteLedger.create(dev, "refusals", 8);
    await ledger.mine([one("Alice")]);
    const refusals: [Command, RegExp][] = [
      [mine(ledger.url, one("Bob"), "refused"), /^401: /],
      [mine(`${dev.url}/ledgers/nowhere`, one("Bob")), /^404: There is no ledger with this name/],
      [mine(ledger.url, { ...one("Bob"), Reg_no: one("Alice").Reg_no }), /^409: /],
      [mine(ledger.url, { ...one("Bob"), Reg_no: "" }), /^400: Reg_no must not be empty/],
    ];
    for (const [command, reason] of refusals) {
      const outcome = await command.end();
      expect(outcome).toMatchObject({ code: 2, stdout: "" });
      expect(outcome.stderr).toMatch(reason);
    }
    expect(await ledger.chain()).toHaveLength(2);
  });

  it("prints its usage on standard output if help is requested", async () => {
    const outcome = await new Command("mine", ["--help"]).end();
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toContain("--patient-name NAME");
  });
});

const servers = new Set<Server>();
afterEach(() => {
  for (const server of servers) server.close().closeAllConnections();
  servers.clear();
});

/**
 * A server in front of a ledger that runs a callback before each submitted proof. It passes no WebSockets on, so that a
 * miner behind it learns of other blocks only from the answers.
 */
async function between(ledger: RemoteLedger, beforeProof: (attempt: number) => Promise<void>): Promise<string> {
  let attempts = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const { url = "", headers, method } = request;
      // Whoever watches asks for a block when the connection is lost.
      if (method === "GET") return response.writeHead(503).end();
      const body = JSON.parse(await text(request)) as object;
      if (url === "/mine_block") await beforeProof((attempts += 1));
      const answer = await ledger.post(url, body, { Authorization: headers.authorization ?? "" });
      return response
        .writeHead(answer.status, { "Content-Type": answer.headers.get("Content-Type") ?? "" })
        .end(await answer.text());
    })();
  });
  servers.add(server.on("upgrade", (_, socket) => socket.destroy()));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

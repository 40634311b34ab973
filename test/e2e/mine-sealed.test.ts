import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Header } from "../../src/chain/sealed/header.ts";
import { validatorFor } from "../../src/chain/validator.ts";
import { Command, disposeCommands, type Outcome } from "../support/e2e/command.ts";
import { DevServer } from "../support/e2e/dev-server.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";

/** More than the ledger searches for itself after its restart, so that its entries wait for external miners. */
const DIFFICULTY = 12;

const dev = new DevServer();
disposeCommands();
let ledger: RemoteLedger;

beforeAll(async () => {
  await dev.start();
  ledger = await RemoteLedger.createSealed(dev, "mined", DIFFICULTY);
  await dev.stop();
  dev.flags = ["--var", `MAX_SEARCH_DIFFICULTY:${DIFFICULTY - 1}`];
  await dev.start();
});
afterAll(() => dev.dispose());

const mine = (token: string, ...options: string[]) => new Command("mine", ["--url", ledger.url, ...options], token);

/** The headers that the command printed, one a line. */
function printed({ stdout }: Outcome): Header[] {
  return stdout
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Header);
}

describe("npm run mine on a sealed ledger that leaves the search to others", () => {
  it("mines what waits, block by block, and ends when nothing waits", async () => {
    await ledger.accept(patients(1_500, "Waiting"));
    const outcome = await mine(await dev.tokenOf("miner-1", "chain:read chain:mine")).end();

    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(/No entry is waiting\.\n$/);
    const headers = printed(outcome);
    expect(headers.map(({ index, last_entry }) => ({ index, last_entry }))).toEqual([
      { index: 2, last_entry: 1_001 },
      { index: 3, last_entry: 1_501 },
    ]);
    const chain = await ledger.sealedChain();
    expect(await validatorFor(chain[0], { now: () => Date.now() }).check(chain)).toBeUndefined();
    expect(chain.slice(1)).toMatchObject(headers);
    expect(headers[0]?.mined_by).toMatch(/^[0-9a-f]{16}$/);
    for (const values of patients(3, "Waiting").map((record) => Object.values(record))) {
      for (const value of values) expect(outcome.stdout + outcome.stderr).not.toContain(value);
    }
  });

  it("waits for entries with --every, and two miners share what there is", async () => {
    const miners = await Promise.all(
      ["miner-1", "miner-2"].map(async (name) => {
        return mine(await dev.tokenOf(name, "chain:read chain:mine"), "--every", "0.1");
      }),
    );
    const before = (await ledger.sealedChain()).length;
    // A command that has not started yet dies of the signal.
    for (let round = 0; round < 3 || miners.some(({ stdout }) => stdout === ""); round++) {
      await ledger.accept(patients(2, `Round-${round}`));
      await expect.poll(async () => ledger.json("/mempool"), { timeout: 60_000 }).toMatchObject({ size: 0 });
    }
    for (const miner of miners) miner.signal("SIGTERM");
    const outcomes = await Promise.all(miners.map((miner) => miner.end()));

    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    const mined = outcomes.flatMap(printed).toSorted((a, b) => a.index - b.index);
    expect((await ledger.sealedChain()).slice(before)).toMatchObject(mined);
  });

  it("ends with 2 and says what to do when it is given a record", async () => {
    const record = ["--patient-name", "Alice", "--patient-id", "P-1", "--reg-no", "R-1"];
    const outcome = await mine(dev.token, ...record).end();

    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toContain("This ledger is sealed");
  });
});

import { describe, expect, it } from "vitest";
import { isSealed } from "../../src/chain/kind.ts";
import { validatorFor } from "../../src/chain/validator.ts";
import { Command, disposeCommands } from "../support/e2e/command.ts";
import { CopyFolder, disposeCopies } from "../support/e2e/follower.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { sharedServer } from "../support/e2e/shared-server.ts";

const dev = sharedServer();
disposeCopies();
disposeCommands();

/** A token that sees no patient data. */
const reader = () => dev.tokenOf("auditor", "chain:read");

describe("npm run follow on a sealed ledger, with chain:read alone", () => {
  it("catches up, follows each new block with its entries, and stops with 0 when told to", async () => {
    const ledger = await RemoteLedger.createSealed(dev, "sealed-followed");
    await ledger.register(patients(3, "Before"));
    const copy = new CopyFolder();
    const follower = copy.follow(ledger.url, await reader());
    await follower.says("The copy has 4 blocks, 4 of them new. All are verified.");

    await ledger.register(patients(3, "After"));
    await copy.holds(7, follower);
    expect(copy.blocks).toEqual(await ledger.sealedChain());
    follower.signal("SIGTERM");
    expect(await follower.end()).toMatchObject({ code: 0, stdout: "" });

    const validator = validatorFor(copy.blocks[0], { now: () => Date.now() });
    expect(await validator.check(copy.blocks)).toBeUndefined();
    expect({ length: validator.length, sealed: copy.blocks.every(isSealed) }).toEqual({ length: 7, sealed: true });
    for (const record of [...patients(3, "Before"), ...patients(3, "After")]) {
      for (const value of Object.values(record)) expect(copy.text).not.toContain(value);
    }
  });

  it("reads pages that end before their limit, in blocks of many entries", async () => {
    const ledger = await RemoteLedger.createSealed(dev, "sealed-pages");
    // More than a page may have in bytes.
    await ledger.accept(patients(10_000, "Many"));
    await ledger.accept(patients(1_500, "More"));
    await ledger.register(patients(1, "Last"));
    const page = await ledger.get("/get_chain?limit=1000");
    expect(page.headers.get("Link")).toContain('rel="next"');

    const copy = new CopyFolder();
    expect(await copy.follow(ledger.url, await reader(), "--once").end()).toMatchObject({ code: 0 });
    const entries = (await ledger.sealedChain()).reduce((sum, block) => sum + block.entries.length, 0);
    expect(entries).toBe(11_502);
    const vkey = (await (await ledger.get("/vkey")).text()).trim();
    const outcome = await new Command("verify", ["--url", ledger.url, "--vkey", vkey], await reader()).end();
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/^right .*the newest checkpoint, of /m);
  });

  it("continues from its copy after it was killed, and detects that its copy is of another ledger", async () => {
    const ledger = await RemoteLedger.createSealed(dev, "sealed-killed");
    const other = await RemoteLedger.createSealed(dev, "sealed-other");
    const copy = new CopyFolder();
    let follower = copy.follow(ledger.url, await reader());
    await follower.says("The copy has 1 block,");
    await ledger.register(patients(1, "First"));
    await copy.holds(2, follower);
    follower.signal("SIGKILL");
    expect(await follower.end()).toMatchObject({ code: "SIGKILL" });

    await ledger.register(patients(2, "Second"));
    follower = copy.follow(ledger.url, await reader());
    await copy.holds(4, follower);
    follower.signal("SIGTERM");
    expect(await follower.end()).toMatchObject({ code: 0 });
    expect(copy.blocks).toEqual(await ledger.sealedChain());

    const forked = await copy.follow(other.url, await reader(), "--once").end();
    expect(forked.code).toBe(1);
    expect(JSON.parse(forked.stdout)).toMatchObject({ fault: { index: 1, rule: "fork" } });
  });
});

import { appendFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { validateChain } from "../../src/chain/validator.ts";
import { sharedServer } from "../support/e2e/shared-server.ts";
import { Command, disposeCommands } from "../support/e2e/command.ts";
import { CopyFolder, disposeCopies } from "../support/e2e/follower.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";

const DIFFICULTY = 8;

const dev = sharedServer();
disposeCopies();
disposeCommands();

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("npm run follow", () => {
  it("catches up, follows each new block, and stops with 0 when told to", async () => {
    const ledger = await RemoteLedger.create(dev, "followed", DIFFICULTY);
    await ledger.mine(patients(5, "before"));
    const copy = new CopyFolder();
    const follower = copy.follow(ledger.url, dev.token);
    await follower.says("The copy has 6 blocks, 6 of them new. All are verified.");
    expect(copy.blocks).toEqual(await ledger.chain());

    await ledger.accept(patients(250, "after"));
    await copy.holds(256, follower);
    expect(copy.blocks).toEqual(await ledger.chain());
    expect(await validateChain(copy.blocks)).toMatchObject({ valid: true, length: 256 });
    expect(mode(copy.file)).toBe("600");

    follower.signal("SIGTERM");
    expect(await follower.end()).toMatchObject({ code: 0, stdout: "" });
  });

  it("catches up and stops with 0 with --once, repeatedly", async () => {
    const ledger = await RemoteLedger.create(dev, "once");
    const copy = new CopyFolder();
    for (const [round, record] of patients(2).entries()) {
      await ledger.mine([record]);
      const outcome = await copy.follow(ledger.url, dev.token, "--once").end();
      expect(outcome).toMatchObject({ code: 0, stdout: "" });
      expect(copy.blocks).toHaveLength(round + 2);
      expect(copy.blocks).toEqual(await ledger.chain());
    }
  });

  it("takes its token from a file, or makes one with the key of npm run dev", async () => {
    const ledger = await RemoteLedger.create(dev, "tokens", DIFFICULTY);
    const [fromFile, own] = [new CopyFolder(), new CopyFolder()];
    const file = join(fromFile.path, "token");
    writeFileSync(file, `${dev.token}\n`);
    expect(await fromFile.follow(ledger.url, "refused", "--once", "--token-file", file).end()).toMatchObject({
      code: 0,
    });
    expect(await own.follow(ledger.url, undefined, "--once").end()).toMatchObject({ code: 0 });
    expect([fromFile.blocks, own.blocks]).toEqual([await ledger.chain(), await ledger.chain()]);
  });

  it("continues from its copy after it was killed, even with an unfinished last line", async () => {
    // Slow enough that most blocks are not yet mined when the follower is killed.
    const ledger = await RemoteLedger.create(dev, "killed", 11);
    const copy = new CopyFolder();
    let follower = copy.follow(ledger.url, dev.token);
    await follower.says("The copy has 1 block,");
    await ledger.accept(patients(100, "first"));
    await copy.holds(10, follower);
    follower.signal("SIGKILL");
    expect(await follower.end()).toMatchObject({ code: "SIGKILL" });
    const held = copy.blocks.length;
    expect(held).toBeLessThan(101);

    // The write that the kill interrupted: half of a block, ending inside a character.
    appendFileSync(copy.file, Buffer.from('{"index":11,"patient_name":"अ').subarray(0, -1));
    follower = copy.follow(ledger.url, dev.token);
    await copy.holds(101, follower);
    await follower.says("All are verified");
    expect(copy.blocks).toEqual(await ledger.chain());
    follower.signal("SIGTERM");
    expect(await follower.end()).toMatchObject({ code: 0 });
  });
});

describe("a follower that cannot continue ends with 2 and the reason", () => {
  it("when another one holds the copy, which continues undisturbed", async () => {
    const ledger = await RemoteLedger.create(dev, "shared", DIFFICULTY);
    const copy = new CopyFolder();
    const first = copy.follow(ledger.url, dev.token);
    await first.says("The copy has 1 block,");

    const second = await copy.follow(ledger.url, dev.token).end();
    expect(second).toMatchObject({ code: 2, stdout: "" });
    expect(second.stderr).toContain(`Another process is already writing to ${copy.path}.`);
    await ledger.mine(patients(1));
    await copy.holds(2, first);

    first.signal("SIGTERM");
    expect(await first.end()).toMatchObject({ code: 0 });
    expect(await copy.follow(ledger.url, dev.token, "--once").end()).toMatchObject({ code: 0 });
  });

  it("when the copy itself is damaged, which it leaves unchanged", async () => {
    const ledger = await RemoteLedger.create(dev, "damaged", DIFFICULTY);
    await ledger.mine(patients(3));
    const copy = new CopyFolder();
    expect(await copy.follow(ledger.url, dev.token, "--once").end()).toMatchObject({ code: 0 });
    const damaged = copy.text.replace("P-Patient-2", "P-Patient-9");
    writeFileSync(copy.file, damaged);

    const outcome = await copy.follow(ledger.url, dev.token).end();
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toContain("Block 3 was changed after it was mined");
    expect(copy.text).toBe(damaged);
  });

  it("when its token is refused, or the ledger does not exist", async () => {
    const refused = await new CopyFolder().follow(dev.url, "refused").end();
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^401: /);
    const nowhere = await new CopyFolder().follow(`${dev.url}/ledgers/nowhere`, dev.token).end();
    expect(nowhere).toMatchObject({ code: 2, stdout: "" });
    expect(nowhere.stderr).toMatch(/^404: /);
  });

  it.each([
    ["no folder", []],
    ["an unknown option", ["--dir", "copy", "--colour", "red"]],
    ["an invalid address", ["--dir", "copy", "--url", "localhost:8787"]],
  ])("when it is given %s", async (_, options) => {
    const { path } = new CopyFolder();
    const outcome = await new Command(
      "follow",
      options.map((option) => (option === "copy" ? path : option)),
    ).end();
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).not.toBe("");
  });
});

import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseRecordKeys } from "../../src/ledger/vault/record-keys.ts";
import { run, runProcess, testFolder } from "../support/cli/commands.ts";

const { path: folder, write } = testFolder();
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("the command record-key", () => {
  it("prints a key that is a valid RECORD_KEY, alone and with another", async () => {
    const [first, second] = await Promise.all(
      ["first", "second"].map(async (name) => run("record-key", [join(folder, `${name}.json`)])),
    );

    expect([first?.code, first?.stderr]).toEqual([0, ""]);
    const set = `{"keys":[${second?.stdout},${first?.stdout}]}`;
    expect(await parseRecordKeys(first?.stdout ?? "")).toHaveLength(1);
    expect(await parseRecordKeys(set)).toHaveLength(2);
  });

  it("creates the key once, where only its user can read it, and prints the same one afterwards", async () => {
    const file = join(folder, "keys", "record-key.json");

    const outcomes = await Promise.all([runProcess, runProcess, run].map((start) => start("record-key", [file])));

    const { stdout } = await run("record-key", [file]);
    expect(outcomes).toEqual(outcomes.map(() => ({ code: 0, stdout, stderr: "" })));
    expect([mode(file), mode(join(folder, "keys"))]).toEqual(["600", "700"]);
  });

  it.each([[[]], [["--help"]]])("prints its usage, and no key, with the arguments %j", async (args) => {
    const { code, stdout, stderr } = await run("record-key", args);

    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("npm run -s record-key -- FILE");
  });

  it("does not replace a file that holds no key", async () => {
    const damaged = write("damaged.json", "{");

    await expect(run("record-key", [damaged])).rejects.toThrow(`${damaged} does not contain a key`);
  });
});

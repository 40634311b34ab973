import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { sharedServer } from "../support/e2e/shared-server.ts";
import { installedProject, type Outcome, VERSION } from "../support/package/installed.ts";

const dev = sharedServer();
const project = installedProject();

let ledger: RemoteLedger;
let vkey: string;

/** Runs an installed command on the sealed ledger of this file. */
const command = (name: string, args: readonly string[], input?: string): Promise<Outcome> =>
  project.command([name, "--url", ledger.url, ...args], { LEDGER_TOKEN: dev.token }, input);

/** What a command printed, if it did what it was asked to. */
async function done(outcome: Promise<Outcome>): Promise<string> {
  const { code, stdout, stderr } = await outcome;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
  // Node 20 warns about what it calls experimental, which is none of a user's concern.
  expect(stderr).not.toMatch(/Warning/);
  return stdout;
}

beforeAll(async () => {
  ledger = await RemoteLedger.createSealed(dev, "package-commands", 8);
  vkey = (await (await ledger.get("/vkey")).text()).trim();
});

describe("the installed program", () => {
  test("prints its version, and lists its commands", async () => {
    expect(await done(project.command(["--version"]))).toBe(`${VERSION}\n`);
    const usage = await done(project.command(["--help"]));
    const names = Array.from(usage.matchAll(/^ {2}([\w-]+) /gm), ([, name = ""]) => name);
    expect(names.toSorted()).toEqual([
      "author-key",
      "compare",
      "follow",
      "mine",
      "register",
      "token",
      "verify",
      "witness",
    ]);
    for (const name of names) {
      const help = await done(project.command([name, "--help"]));
      expect(help).toMatch(new RegExp(`^patient-ledger ${name} `));
      expect(help).not.toContain("npm run");
    }
  });

  test.each([[[]], [["verfy"]], [["--verify"]]])(
    "prints its usage and ends with 2 for the arguments %j",
    async (args) => {
      const { code, stdout, stderr } = await project.command(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/\n\npatient-ledger COMMAND \[options\]\n/);
    },
  );

  test("registers a list with signatures, mines what waits, and verifies all of it, cosigned", async () => {
    const records = patients(20, "packed")
      .map((record) => `${JSON.stringify(record)}\n`)
      .join("");
    await done(command("author-key", ["--key", "author.json"]));
    await done(command("register", ["--author-key", "author.json", "--receipts", "receipts.ndjson"], records));
    expect(readFileSync(join(project.folder, "receipts.ndjson"), "utf8").match(/\n/g)).toHaveLength(20);

    const witness = [
      "--vkey",
      vkey,
      "--key",
      "witness.json",
      "--name",
      "witness.example",
      "--dir",
      "witness",
      "--once",
    ];
    expect(await done(command("witness", witness))).toContain("witness.example+");
    await done(command("follow", ["--dir", "copy", "--once"]));
    await done(command("mine", []));

    project.write("saved.note", await (await ledger.get("/checkpoint")).text());
    const evidence = ["--vkey", vkey, "--checkpoint", "saved.note", "--receipt", "receipts.ndjson"];
    expect(await done(command("verify", evidence))).toContain("saved.note");
    const copy = await project.command(["verify", "--file", "copy/chain.ndjson", ...evidence, "--json"]);
    expect(JSON.parse(copy.stdout)).toMatchObject({ valid: true });
    expect(await done(project.command(["compare", "saved.note", "saved.note", "--vkey", vkey]))).not.toBe("");
  });

  test("finds a copy out that was edited, and names the command as it is called here", async () => {
    const copy = readFileSync(join(project.folder, "copy/chain.ndjson"), "utf8");
    project.write("edited.ndjson", copy.replace(/"merkle_root":"./, `"merkle_root":"x`));
    expect((await project.command(["verify", "--file", "edited.ndjson"])).code).toBe(1);
    const { code, stderr } = await command("mine", [
      "--author-key",
      "none.json",
      "--patient-name",
      "A",
      "--patient-id",
      "1",
      "--reg-no",
      "2",
    ]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "none.json does not exist. patient-ledger author-key makes a key and enrols it.\n",
    });
  });

  test("signs tokens with a key in the user's folder", async () => {
    const token = await done(project.command(["token", "--sub", "dr-rao"]));
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { keys } = JSON.parse(await done(project.command(["token", "--jwks"]))) as { keys: object[] };
    const kept = JSON.parse(readFileSync(join(project.folder, ".dev/token-key.json"), "utf8")) as object;
    expect(keys).toEqual([expect.not.objectContaining({ d: expect.any(String) as string })]);
    expect(kept).toMatchObject(keys[0] ?? {});
  });

  test("mines a record's block on a plain ledger with the kernel", async () => {
    const plain = await RemoteLedger.create(dev, "package-mining", 16);
    const [record] = patients(1, "mined");
    const options = [
      "--patient-name",
      record?.patient_name ?? "",
      "--patient-id",
      record?.patient_ID ?? "",
      "--reg-no",
      record?.Reg_no ?? "",
    ];
    const mined = project.command(["mine", "--url", plain.url, ...options], { LEDGER_TOKEN: dev.token });
    expect(JSON.parse(await done(mined))).toMatchObject({ index: 2, difficulty: 16 });
  });
});

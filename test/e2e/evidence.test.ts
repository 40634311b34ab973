import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "../../src/chain/fault.ts";
import { parseNote } from "../../src/evidence/notes/note.ts";
import { Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { type Outcome, type Report, runProcess, testFolder } from "../support/cli/commands.ts";
import { ROOT } from "../support/root.ts";
import { StorageServer } from "../support/e2e/storage-server.ts";

const { path: folder, write } = testFolder();
const witness = new Notary("witness.example");
const WITNESS_KEY = ["--witness-key", witness.vkey(WITNESS_TYPE)];
const KEY_FILE = write("witness-key.json", JSON.stringify(witness.jwk));
const STATE = join(folder, "state");

const dev = new StorageServer("--var", `WITNESS_KEYS:${witness.vkey(WITNESS_TYPE)}`);
let vkey: string;

beforeAll(async () => {
  await dev.start();
  vkey = (await dev.text("/vkey")).trim();
});

async function verify(...options: string[]): Promise<{ code: number; report: Report }> {
  const { code, stdout, stderr } = await runProcess("verify", ["--url", dev.url, "--json", "--vkey", vkey, ...options]);
  expect(stderr).toBe("");
  return { code, report: JSON.parse(stdout) as Report };
}

/** Runs the witness once. */
function look(state: string, ...options: string[]): Promise<Outcome> {
  const own = ["--key", KEY_FILE, "--name", witness.name, "--dir", state];
  return runProcess("witness", ["--url", dev.url, "--vkey", vkey, ...own, "--once", ...options]);
}

/** The checkpoints that a witness has saved. */
function notesIn(state: string): string[] {
  return readdirSync(state).filter((name) => name !== "lock");
}

/** The contradiction that the witness reports. */
function faultOf({ stdout }: Outcome): Fault {
  return (JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as { fault: Fault }).fault;
}

async function saveCheckpoint(name: string): Promise<string> {
  return write(name, await dev.text("/checkpoint"));
}

describe("an untampered ledger", () => {
  test("is valid for a verifier with its key, a saved checkpoint and a receipt in both forms", async () => {
    const [, mined] = await dev.mine("Alice", "Bob");
    const checkpoint = await saveCheckpoint("early.note");
    const later = await dev.mine("Carol");
    const json = write("mined.json", JSON.stringify(mined));
    const proof = await dev.fetch(`/blocks/${mined?.block.index}/proof`, { headers: { Accept: "text/plain" } });
    const text = write("receipt.tlog-proof", await proof.text());
    const exported = await dev.fetch("/get_chain", { headers: { Accept: "application/x-ndjson" } });
    const file = write("export.ndjson", await exported.text());

    const evidence = ["--checkpoint", checkpoint, "--receipt", json, "--receipt", text];
    const { code, report } = await verify(...evidence);
    const offline = await runProcess("verify", ["--file", file, "--vkey", vkey, ...evidence]);

    expect({ code, unchecked: report.unchecked }).toEqual({ code: 0, unchecked: [] });
    expect(report).toMatchObject({ valid: true, length: 4, head: later[0]?.block.hash });
    expect(report.checked).toHaveLength(5);
    expect(offline.code).toBe(0);
  });
});

describe("a witness", () => {
  test("is required before a verifier who demands it accepts the ledger", async () => {
    const { code, stdout, stderr } = await runProcess("verify", ["--url", dev.url, "--vkey", vkey, ...WITNESS_KEY]);

    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(stdout).toMatch(/^not checked  the witnesses' cosignatures/m);
  });

  test("cosigns, and the ledger serves the cosigned checkpoint to clients that require it", async () => {
    const { code, stdout } = await look(STATE);
    const note = parseNote(await dev.text("/checkpoint?cosignatures=1"));
    const { code: verified, report } = await verify(...WITNESS_KEY, "--quorum", "1");

    expect(code).toBe(0);
    expect(stdout).toContain(witness.vkey(WITNESS_TYPE));
    expect(note.signatures.map(({ name }) => name)).toContain(witness.name);
    expect(verified).toBe(0);
    expect(report.checked.join("\n")).toContain("cosigned by 1 of 1 witness");
  });

  test("does not stand in for another required witness", async () => {
    const stranger = new Notary("stranger.example").vkey(WITNESS_TYPE);
    const options = ["--url", dev.url, "--vkey", vkey, "--witness-key", stranger];
    const both = await runProcess("verify", [...options, ...WITNESS_KEY, "--quorum", "2"]);
    const alone = await runProcess("verify", options);
    const oneOfTwo = await runProcess("verify", [...options, ...WITNESS_KEY, "--quorum", "1"]);

    expect([both.code, alone.code, oneOfTwo.code]).toEqual([2, 2, 0]);
  });

  test("remembers after a restart what it cosigned, and cosigns if the ledger only grew", async () => {
    await dev.mine("Dave", "Erin");
    const { code, stdout } = await look(STATE);

    expect(code).toBe(0);
    expect(stdout).toContain("6 blocks, consistent with the last 4 cosigned");
    expect(notesIn(STATE)).toEqual(["cosigned.note"]);
    expect(readFileSync(join(STATE, "cosigned.note"), "utf8")).toContain("\n6\n");
  });

  test("keeps running until it is stopped, alone in its folder, and then releases the folder", async () => {
    const state = join(folder, "watching");
    const cosigned = () =>
      existsSync(join(state, "cosigned.note")) ? readFileSync(join(state, "cosigned.note"), "utf8") : "";
    const options = ["--vkey", vkey, "--key", KEY_FILE, "--name", witness.name, "--dir", state, "--every", "0.1"];
    const child = spawn(process.execPath, ["src/cli/witness.ts", "--url", dev.url, ...options], { cwd: ROOT });
    try {
      const end = once(child, "exit");
      await expect.poll(cosigned, { timeout: 30_000 }).toContain("\n6\n");
      await dev.mine("Frank");
      await expect.poll(cosigned, { timeout: 30_000 }).toContain("\n7\n");
      const { code, stderr } = await look(state);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("already writing to") as string });
      child.kill("SIGTERM");

      expect(await end).toEqual([0, null]);
      expect(await look(state)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("the last 7 cosigned") as string,
      });
    } finally {
      child.kill("SIGKILL");
    }
  });

  test("refuses to continue if its state is damaged, and leaves it unchanged", async () => {
    const state = join(folder, "damaged");
    mkdirSync(state);
    writeFileSync(join(state, "cosigned.note"), readFileSync(join(STATE, "cosigned.note")).subarray(0, -8));
    const before = readFileSync(join(state, "cosigned.note"), "utf8");

    const { code, stderr } = await look(state);

    expect(code).toBe(2);
    expect(stderr).toMatch(/note|signature/);
    expect(readFileSync(join(state, "cosigned.note"), "utf8")).toBe(before);
    expect(notesIn(state)).toEqual(["cosigned.note"]);
  });
});

// The newest cosigned checkpoint is older than the newest checkpoint; blocks mined in between are no contradiction.
test("a verifier who requires witnesses also accepts evidence from after the last cosigning", async () => {
  const [mined] = await dev.mine("Grace");
  const checkpoint = await saveCheckpoint("after-cosigning.note");
  const receipt = write("after-cosigning.json", JSON.stringify(mined));

  expect(await verify(...WITNESS_KEY)).toMatchObject({ code: 0 });
  expect(await verify(...WITNESS_KEY, "--checkpoint", checkpoint)).toMatchObject({ code: 0 });
  expect(await verify(...WITNESS_KEY, "--receipt", receipt)).toMatchObject({ code: 0 });
});

/** The ledger on its own seems valid. A verifier with older evidence detects the fault, and the witness saves proof. */
async function caught(fault: Partial<Fault>) {
  return {
    alone: [expect.objectContaining({ valid: true }), 0],
    auditor: [1, expect.objectContaining({ rule: "checkpoint", ...fault })],
    witness: [1, expect.objectContaining({ rule: "checkpoint" })],
    isStateSaved: true,
    evidence: [await dev.text("/checkpoint")],
  };
}

describe("an operator who rolls the whole storage back to an earlier copy", () => {
  let saved: string;
  let length: number;

  beforeAll(async () => {
    await dev.whileStopped(() => dev.save("earlier"));
    const [, mined] = await dev.mine("Heidi", "Ivan");
    length = mined?.block.index ?? 0;
    saved = await saveCheckpoint("kept.note");
    await look(STATE);
    await dev.whileStopped(() => dev.rollBack("earlier"));
  });

  /** The findings of a verifier of the ledger alone, of one with a saved checkpoint, and of a witness. */
  async function findings() {
    const alone = [await dev.json("/is_valid"), (await verify()).code];
    const auditor = await verify("--checkpoint", saved);
    const [state, files] = [readFileSync(join(STATE, "cosigned.note"), "utf8"), notesIn(STATE)];
    const outcome = await look(STATE);
    const added = notesIn(STATE).filter((name) => !files.includes(name));
    return {
      alone,
      auditor: [auditor.code, auditor.report.fault],
      witness: [outcome.code, faultOf(outcome)],
      isStateSaved: readFileSync(join(STATE, "cosigned.note"), "utf8") === state,
      evidence: added.map((name) => readFileSync(join(STATE, name), "utf8")),
    };
  }

  test("is detected by a saved checkpoint, and by a witness: blocks are missing", async () => {
    const sizes = { expected: `${length} blocks`, actual: `${length - 2} blocks` };
    expect(await findings()).toEqual(await caught({ index: length - 1, ...sizes }));
  });

  test("is detected if other records are mined, up to the same length", async () => {
    await dev.mine("Judy", "Mallory");
    expect(await findings()).toEqual(await caught({ index: length }));
  });

  test("is detected if more records are mined than before", async () => {
    await dev.mine("Oscar");
    expect(await findings()).toEqual(await caught({ index: length }));
  });

  test("is reported by the ledger itself for a saved checkpoint", async () => {
    const headers = { "Content-Type": "text/plain" };
    const answer = await dev.fetch("/is_valid", { method: "POST", headers, body: readFileSync(saved, "utf8") });

    expect(await answer.json()).toMatchObject({ valid: false, fault: { index: length, rule: "checkpoint" } });
  });

  test("cannot reuse a witness's earlier cosignature for the new history", async () => {
    const signed = readFileSync(join(STATE, "cosigned.note"), "utf8");
    const { text } = parseNote(signed);
    const body = signed + witness.cosignatureLine(text, 1_767_312_000);
    const headers = { "Content-Type": "text/plain" };
    const answer = await dev.fetch("/cosignatures", { method: "POST", headers, body });

    expect(answer.status).toBe(409);
  });
});

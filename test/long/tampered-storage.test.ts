// @module-tag long

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { relink } from "../support/chain/chains.ts";
import { type Report, runProcess, testFolder } from "../support/cli/commands.ts";
import { StorageServer } from "../support/e2e/storage-server.ts";
import {
  cutBlocks,
  deleteCheckpoints,
  deleteTree,
  type Edit,
  markUnsigned,
  replaceBlocks,
} from "../support/storage/edits.ts";

const dev = new StorageServer();
const { write } = testFolder();

/** An auditor's saved data: the ledger's key, and the newest checkpoint from before the storage was edited. */
let vkey: string;
let saved: string;
let length: number;
/** Replaces a record, and every hash and link from there on; the paper's puzzle requires no mining. */
let rewrite: Edit;

/** The number of blocks before the edit; the middle one is rewritten. */
const EDITED = 3;

beforeAll(async () => {
  await dev.start();
  await dev.mine("Alice", "Bob", "Carol", "Dave");
  vkey = (await dev.text("/vkey")).trim();
  saved = write("kept.note", await dev.text("/checkpoint"));
  const honest = await chain();
  length = honest.length;
  rewrite = replaceBlocks(await relink(honest, EDITED, { patient_name: "Mallory" }));
  await dev.whileStopped(() => dev.save("honest"));
});

async function chain(): Promise<Block[]> {
  return (await dev.json<{ chain: Block[] }>("/get_chain")).chain;
}

async function verify(...options: string[]): Promise<{ code: number; report: Report }> {
  const { code, stdout, stderr } = await runProcess("verify", ["--url", dev.url, "--json", ...options]);
  expect(stderr).toBe("");
  return { code, report: JSON.parse(stdout) as Report };
}

/** Starts from the honest storage, edits it while the server is stopped, and restarts the server. */
async function tamper(...edits: readonly Edit[]): Promise<void> {
  await dev.whileStopped(() => {
    dev.rollBack("honest");
    dev.edit(...edits);
  });
}

describe("an operator who rewrites a record in the storage and relinks every later block", () => {
  beforeAll(() => tamper(rewrite));

  test("leaves a chain that is valid as far as its blocks alone show", async () => {
    const { code, report } = await verify();

    expect(code).toBe(0);
    expect(report.length).toBe(length);
    expect((await chain())[EDITED - 1]).toMatchObject({ patient_name: "Mallory" });
  });

  test("is detected by the ledger itself: the newest checkpoint was signed for other blocks", async () => {
    const fault = { rule: "checkpoint", index: length };

    expect(await dev.json("/is_valid")).toMatchObject({ valid: false, fault });
    expect(await dev.json("/is_valid?tree=rebuild")).toMatchObject({ valid: false, fault });
  });

  test("is detected by a verifier of the signed checkpoint, the newest or a saved one", async () => {
    for (const options of [[], ["--checkpoint", saved]]) {
      const { code, report } = await verify("--vkey", vkey, ...options);
      expect(code).toBe(1);
      expect(report.fault).toMatchObject({ index: length, rule: "checkpoint" });
    }
  });

  test("is detected when a saved checkpoint is posted", async () => {
    const headers = { "Content-Type": "text/plain" };
    const answer = await dev.fetch("/is_valid", { method: "POST", headers, body: readFileSync(saved, "utf8") });

    expect(await answer.json()).toMatchObject({ valid: false, fault: { rule: "checkpoint" } });
  });
});

describe("an operator who has blocks mined on top of the rewritten ones", () => {
  beforeAll(async () => {
    await tamper(rewrite);
    // Whether or not the ledger refuses to sign further, the rewriting must not be buried under new blocks.
    for (const name of ["Erin", "Frank"]) {
      const body = JSON.stringify({ patient_name: name, patient_ID: name, Reg_no: name });
      await dev.fetch("/mine_block", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    }
  });

  test("is still detected by the ledger itself", async () => {
    expect(await dev.json("/is_valid?tree=rebuild")).toMatchObject({ valid: false, fault: { rule: "checkpoint" } });
    expect(await dev.json("/is_valid")).toMatchObject({ valid: false, fault: { rule: "checkpoint" } });
  });

  test("is still detected with the ledger's key, or with a saved checkpoint", async () => {
    for (const options of [[], ["--checkpoint", saved]]) {
      const { code, report } = await verify("--vkey", vkey, ...options);
      expect(code).toBe(1);
      expect(report.fault).toMatchObject({ rule: "checkpoint" });
    }
  });
});

describe("an operator who also drops the signed checkpoint and the tree", () => {
  beforeAll(() => tamper(rewrite, deleteCheckpoints, deleteTree));

  test("gets nothing re-signed, and is detected with the ledger's key", async () => {
    const { code, report } = await verify("--vkey", vkey);

    expect(code).toBe(1);
    expect(report.fault).toMatchObject({ rule: "checkpoint" });
    expect(report.fault?.detail).toContain("The ledger itself says");
  });
});

describe("an operator who also forges the note that there never was a checkpoint", () => {
  beforeAll(() => tamper(rewrite, deleteCheckpoints, deleteTree, markUnsigned(length)));

  test("convinces only those who know nothing but the current ledger", async () => {
    expect(await dev.json("/is_valid")).toMatchObject({ valid: true });
    expect((await verify("--vkey", vkey)).code).toBe(0);
  });

  test("is detected by a checkpoint saved elsewhere", async () => {
    const { code, report } = await verify("--vkey", vkey, "--checkpoint", saved);

    expect(code).toBe(1);
    expect(report.fault).toMatchObject({ index: length, rule: "checkpoint" });
  });
});

describe("an operator who truncates the chain", () => {
  beforeAll(() => tamper(cutBlocks(length - 1)));

  test("is detected by the ledger itself and by a saved checkpoint, by size", async () => {
    const fault = { index: length, rule: "checkpoint", expected: `${length} blocks`, actual: `${length - 1} blocks` };

    expect(await dev.json("/is_valid")).toMatchObject({ valid: false, fault });
    const { code, report } = await verify("--vkey", vkey, "--checkpoint", saved);
    expect(code).toBe(1);
    expect(report.fault).toMatchObject(fault);
  });
});

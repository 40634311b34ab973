import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Evidence } from "../support/chain/evidence.ts";
import { loggedRead, LogOfReads } from "../support/chain/logged-reads.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { sealedVectors } from "../support/chain/sealed-chains.ts";
import { ndjson, run, testFolder } from "../support/cli/commands.ts";
import { emptyFolder } from "../support/cli/folder.ts";
import { FakeServer } from "../support/cli/served.ts";

const server = new FakeServer();
const folder = emptyFolder();
const { write } = testFolder();
const ledger = new Notary("clinic.example/ledgers/ward");
const notary = new Notary("clinic.example/ledgers/ward/reads", ledger.name);
const entries = [loggedRead(1), loggedRead(2, { who: "dr\u202E-2\n", record: null }), loggedRead(3), loggedRead(4)];
const log = new LogOfReads(entries, notary);
const VKEY = ["--vkey", notary.vkey(LOG_TYPE)];

const save = (name: string, value: unknown) => write(name, typeof value === "string" ? value : JSON.stringify(value));
const check = (receipt: unknown, ...args: readonly string[]) =>
  run("verify", [...VKEY, ...args, "--receipt", save("receipt.json", receipt)]);

describe("npm run verify -- --receipt with a receipt of the log of reads", () => {
  test("says who did what when, on a line each, and what it does not prove", async () => {
    const { code, stdout, stderr } = await check(log.receipt(2));

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(
      /^right {8}.*receipt\.json: entry 2 was in the log of reads clinic\.example\/ledgers\/ward\/reads when it signed 4 entries$/,
    );
    expect(lines.slice(1, 8).map((line) => line.trim())).toEqual([
      "says number 2",
      `says at "${entries[0]?.at}"`,
      String.raw`says who "dr\u202e-2\n"`,
      'says action "read"',
      "says record null",
      'says request_id "request-2"',
      "says granted true",
    ]);
    const open = lines.slice(8);
    expect(open.every((line) => line.startsWith("not checked  "))).toBe(true);
    expect(open.join("\n")).toMatch(/still has this entry.*\n.*names every read/);
    expect(stdout).not.toContain("block");
  });

  test("reports the same as JSON", async () => {
    const { code, stdout } = await check(log.receipt(3), "--json");

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      checked: [expect.stringContaining("entry 3")],
      unchecked: [expect.stringContaining("still has"), expect.stringContaining("names every read")],
      reads: [{ number: 3, size: 4, origin: notary.name, disclosed: entries[2] }],
    });
  });

  test("says so if it discloses nothing", async () => {
    const { fields: _fields, disclosures: _disclosures, ...sealed } = log.receipt(1);
    const { code, stdout } = await check(sealed);

    expect(code).toBe(0);
    expect(stdout).toContain("discloses nothing: the key of its month was destroyed, or it was left out");
  });

  test.each([
    ["was edited", { ...log.receipt(1), number: 2 }, VKEY],
    ["is of another log", new LogOfReads(entries, new Notary("other.example/ledgers/ward/reads")).receipt(1), VKEY],
    ["is checked with the ledger's key", log.receipt(1), ["--vkey", ledger.vkey(LOG_TYPE)]],
  ])("proves nothing if it %s", async (_, receipt, vkey) => {
    const { code, stdout } = await run("verify", [...vkey, "--receipt", save("wrong.json", receipt)]);

    expect(code).toBe(2);
    expect(stdout).not.toContain("right");
    expect(stdout).toContain("not checked  ");
    expect(stdout.includes("give the key from GET /reads/vkey")).toBe(vkey !== VKEY);
  });

  test("is not held against the chain, and nor is the log's key", async () => {
    const file = save("chain.ndjson", ndjson(sealedVectors.chain));
    const receipt = ["--receipt", save("receipt.json", log.receipt(1))];
    const chain = await run("verify", ["--vkey", sealedVectors.vkey, "--file", file, ...receipt]);
    expect(chain.code).toBe(2);
    expect(chain.stdout).toContain("it is one of the log of reads: check it on its own");

    const wrongKey = await run("verify", [...VKEY, "--file", file, ...receipt]);
    expect(wrongKey).toMatchObject({ code: 2, stdout: "" });
    expect(wrongKey.stderr).toContain("the key is that of a log of reads");
  });
});

describe("npm run verify -- --log reads", () => {
  const rewritten = new LogOfReads(entries.toReversed(), notary);
  const path = [new Evidence([{ hash: log.receipt(3).commitment }], notary).root(1)];

  /** Compares what was saved with a log whose newest checkpoint is given. */
  function compare(newest: string, saved: readonly string[], ...args: readonly string[]) {
    server.serve({
      "/reads/checkpoint": { type: "text/plain", body: newest },
      "/reads/consistency?from=2&to=3": { type: "application/json", body: JSON.stringify({ path }) },
      "/reads/consistency": { type: "application/json", body: JSON.stringify({ path: [] }) },
    });
    const vkey = args.includes("--vkey") ? [] : VKEY;
    return run("verify", ["--log", "reads", "--url", server.url, ...vkey, ...saved, ...args], {
      LEDGER_TOKEN: "t0ken",
    });
  }
  const kept = (size: number) => ["--checkpoint", save("reads.note", log.evidence.checkpoint(size))];

  test("says that the log still contains what a saved checkpoint covers, and a receipt's entry", async () => {
    const receipt = ["--receipt", save("kept.json", { ...log.receipt(3), ...log.evidence.receipt(3) })];
    const grown = await compare(log.evidence.checkpoint(3), kept(2));
    expect(grown).toMatchObject({ code: 0, stderr: "" });
    expect(grown.stdout).toMatch(
      /^right .*log of reads clinic\.example\/ledgers\/ward\/reads, of 3 entries: its signature\nright .*reads\.note: the log still contains the 2 entries/,
    );
    expect(grown.stdout).toMatch(/\nnot checked {2}whether the log names every read: .*\n$/);

    const unchanged = await compare(log.evidence.checkpoint(4), receipt, "--json");
    expect(unchanged.code).toBe(0);
    expect(JSON.parse(unchanged.stdout)).toMatchObject({
      valid: true,
      size: 4,
      checked: [expect.any(String), expect.stringContaining("entry 3, among the 4 entries")],
    });
  });

  test.each([
    ["lost", log.evidence.checkpoint(1), "expected 2 entries"],
    ["rewrote", rewritten.evidence.checkpoint(3), "expected a tree that extends"],
    ["rewrote", rewritten.evidence.checkpoint(2), "expected a tree that extends"],
  ])("proves that the ledger %s entries", async (what, newest, expected) => {
    const { code, stdout } = await compare(newest, kept(2));

    expect(code).toBe(1);
    expect(stdout).toContain(`FAULT        `);
    expect(stdout).toContain(`reads.note: The ledger ${what} entries that it had signed.`);
    expect(stdout).toContain(expected);
    expect(stdout.endsWith(newest)).toBe(true);
  });

  test("holds what another log signed, and what was edited, against nobody", async () => {
    const other = new LogOfReads(entries, new Notary("other.example/ledgers/ward/reads"));
    const edited = ["--receipt", save("edited.json", { ...log.receipt(1), number: 2 })];
    const foreign = ["--checkpoint", save("other.note", other.evidence.checkpoint(2))];
    const { code, stdout } = await compare(log.evidence.checkpoint(4), [...edited, ...foreign]);

    expect(code).toBe(2);
    expect(stdout).not.toContain("FAULT");
    expect(stdout).toMatch(/not checked .*other\.note: the checkpoint is from another ledger/);
    expect(stdout).toMatch(/not checked .*edited\.json: the receipt is for another entry/);
  });

  test("needs a checkpoint or receipt and the key of the log, and makes no other check", async () => {
    const refusals = await Promise.all([
      compare(log.evidence.checkpoint(4), []),
      compare(log.evidence.checkpoint(4), kept(2), "--genesis", "0".repeat(64)),
      compare(log.evidence.checkpoint(4), kept(2), "--vkey", ledger.vkey(LOG_TYPE)),
      run("verify", ["--log", "writes", "--url", server.url, ...VKEY, ...kept(2)]),
    ]);
    expect(refusals.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      refusals.map(() => ({ code: 2, stdout: "" })),
    );
    expect(refusals.map(({ stderr }) => /[^\n]*/.exec(stderr)?.[0])).toEqual([
      expect.stringContaining("--log reads takes"),
      expect.stringContaining("--log reads takes"),
      expect.stringContaining("from GET /reads/vkey"),
      expect.stringContaining("--log must be blocks or reads"),
    ]);
  });
});

describe("npm run witness -- --log reads", () => {
  const witness = new Notary("witness.example");
  const OWN = witness.vkey(WITNESS_TYPE).split("+").slice(0, 2).join("+");

  /** Has the witness look once at a log; the ledger's own routes answer something else. */
  function look(checkpoint: string, path: readonly string[] = [], ...more: readonly string[]) {
    const json = (body: object) => ({ type: "application/json", body: JSON.stringify(body) });
    server.serve({
      "/reads/checkpoint": { type: "text/plain", body: checkpoint },
      "/reads/consistency": json({ path }),
      "/reads/cosignatures": json({ cosignatures: 1, counted: [OWN] }),
    });
    const own = ["--key", folder.file("key.json"), "--name", witness.name, "--dir", folder.path];
    const args = ["--url", server.url, ...VKEY, ...own, "--once", ...(more.length > 0 ? more : ["--log", "reads"])];
    return run("witness", args, { LEDGER_TOKEN: "t0ken" });
  }
  const state = () => readFileSync(folder.file("cosigned-reads.note"), "utf8");

  test("cosigns the log of reads as it grows, in a file of its own, and proves a rewritten one", async () => {
    writeFileSync(folder.file("key.json"), JSON.stringify(witness.jwk));

    const first = await look(log.evidence.checkpoint(2));
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("2 entries, the first checkpoint cosigned; cosigned.");

    const path = [new Evidence([{ hash: log.receipt(3).commitment }], notary).root(1)];
    expect((await look(log.evidence.checkpoint(3), path)).stdout).toContain("3 entries, consistent with the last 2");
    expect(state()).toBe(log.evidence.checkpoint(3));

    const rewritten = new LogOfReads(entries.toReversed(), notary);
    const third = await look(rewritten.evidence.checkpoint(3));
    expect(third.code).toBe(1);
    expect(third.stdout).toContain("The ledger rewrote entries that it had signed.");
    const fourth = await look(log.evidence.checkpoint(1));
    expect(fourth.stdout).toContain("The ledger lost entries that it had signed.");
    expect(state()).toBe(log.evidence.checkpoint(3));
  });

  test("knows no other log", async () => {
    const { code, stderr } = await look(log.evidence.checkpoint(2), [], "--log", "writes");
    expect(code).toBe(2);
    expect(stderr).toContain("--log must be blocks or reads");
  });
});

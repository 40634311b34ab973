import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { relink, squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { loggedRead, LogOfReads } from "../support/chain/logged-reads.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { ndjson, run } from "../support/cli/commands.ts";
import { emptyFolder } from "../support/cli/folder.ts";
import { FakeServer } from "../support/cli/served.ts";

const server = new FakeServer();
const folder = emptyFolder();
const ledger = new Notary("clinic.example/ledgers/main");
const witness = new Notary("witness.example");
const evidence = new Evidence(squaresChain, ledger);
const VKEY = ["--vkey", ledger.vkey(LOG_TYPE)];
const TIME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.note$/;
const FAULT = /^fault-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.note$/;

const history = () => folder.file("history");
const notes = () => readdirSync(history());
const ENV = { LEDGER_TOKEN: "t0ken" };

/** Puts a note into the history, as if it had been saved then. */
function keep(name: string, note: string): void {
  mkdirSync(history(), { recursive: true });
  writeFileSync(join(history(), name), note);
}

/** Verifies what a ledger serves. */
function verify(chain: readonly Block[], note: string, ...options: string[]) {
  server.serve({
    "/get_chain": { type: "application/x-ndjson", body: ndjson(chain) },
    "/checkpoint": { type: "text/plain", body: note },
  });
  return run("verify", ["--url", server.url, ...VKEY, "--history", history(), ...options], ENV);
}

describe("verify with a history", () => {
  test("makes the folder, and saves the newest checkpoint in it as it was served", async () => {
    const { code, stderr } = await verify(squaresChain.slice(0, 3), evidence.checkpoint(3, witness));

    const [name = "", ...others] = notes();
    expect({ code, stderr, others }).toEqual({ code: 0, stderr: `Saved ${join(history(), name)}.\n`, others: [] });
    expect(name).toMatch(TIME);
    expect(readFileSync(join(history(), name), "utf8")).toBe(evidence.checkpoint(3, witness));
  });

  test("compares the chain with each checkpoint that was saved, and with those of the user", async () => {
    keep("2026-01-01T00-00-00Z.note", evidence.checkpoint(2));
    keep("from-my-colleague.note", evidence.checkpoint(4));
    const { code, stdout } = await verify(squaresChain, evidence.checkpoint(6), "--strict");

    expect(code).toBe(0);
    expect(stdout).toContain("2026-01-01T00-00-00Z.note: the ledger still contains the 2 blocks");
    expect(stdout).toContain("from-my-colleague.note: the ledger still contains the 4 blocks");
    expect(notes()).toHaveLength(3);
  });

  test.each([
    ["the same checkpoint", evidence.checkpoint(6), 1],
    ["one with a further witness", evidence.checkpoint(6, witness), 2],
  ])("saves each tree once with each witness: %s", async (_, second, count) => {
    keep("2026-01-01T00-00-00Z.note", evidence.checkpoint(6));
    expect((await verify(squaresChain, second)).code).toBe(0);
    expect(notes()).toHaveLength(count);
  });

  test("saves nothing more once a witness is there, and again when the ledger grew", async () => {
    keep("2026-01-01T00-00-00Z.note", evidence.checkpoint(5, witness));
    expect((await verify(squaresChain.slice(0, 5), evidence.checkpoint(5))).code).toBe(0);
    expect(notes()).toHaveLength(1);
    expect((await verify(squaresChain, evidence.checkpoint(6))).code).toBe(0);
    expect(notes()).toHaveLength(2);
  });

  test("keeps the checkpoint of a rewritten chain as evidence and not as history, once", async () => {
    keep("2026-01-01T00-00-00Z.note", evidence.checkpoint(4));
    const forged = await relink(squaresChain, 3, { patient_name: "Eve" });
    const signed = new Evidence(forged, ledger).checkpoint(6);
    for (const night of [3, 4]) {
      const { code, stderr } = await verify(forged, signed);
      expect({ night, code }).toEqual({ night, code: 1 });
      expect(stderr === "").toBe(night === 4);
    }

    const [, fault = ""] = notes();
    expect(notes()).toEqual(["2026-01-01T00-00-00Z.note", expect.stringMatching(FAULT)]);
    expect(readFileSync(join(history(), fault), "utf8")).toBe(signed);
    // Once the ledger is restored, the forged checkpoint is nobody's history.
    expect((await verify(squaresChain, evidence.checkpoint(6))).code).toBe(0);
  });

  test("reports the fault whatever is wrong with the folder", async () => {
    keep("2026-01-01T00-00-00Z.note", evidence.checkpoint(4));
    const forged = await relink(squaresChain, 3, { patient_name: "Eve" });
    const signed = new Evidence(forged, ledger).checkpoint(6);
    keep("fault-2026-01-02T00-00-00Z.note", "damaged");
    const { code, stdout } = await verify(forged, signed);
    expect({ code, notes: notes().length }).toEqual({ code: 1, notes: 3 });
    expect(stdout).toMatch(/^FAULT /m);

    keep("fault-2026-01-02T00-00-00Z.note", evidence.checkpoint(4));
    mkdirSync(join(history(), "fault-2026-01-03T00-00-00Z.note"));
    expect(await verify(forged, signed)).toMatchObject({ code: 1, stdout });
  });

  test("saves nothing if the newest checkpoint was not checked", async () => {
    const { code } = await verify(squaresChain, new Evidence(squaresChain, witness).checkpoint(6));
    expect({ code, notes: notes() }).toEqual({ code: 2, notes: [] });
  });

  test("compares an export, and saves nothing", async () => {
    keep("2026-01-01T00-00-00Z.note", evidence.checkpoint(4));
    writeFileSync(folder.file("chain.ndjson"), ndjson(squaresChain));
    const file = ["--file", folder.file("chain.ndjson"), "--history", history()];
    const { code, stdout } = await run("verify", [...file, ...VKEY]);
    expect({ code, notes: notes() }).toEqual({ code: 0, notes: ["2026-01-01T00-00-00Z.note"] });
    expect(stdout).toContain("still contains the 4 blocks");
  });

  test("names a damaged file in the folder, and needs the ledger's key", async () => {
    keep("2026-01-01T00-00-00Z.note", "{}");
    const damaged = await verify(squaresChain, evidence.checkpoint(6));
    expect(damaged).toMatchObject({ code: 2, stdout: "" });
    expect(damaged.stderr).toContain("2026-01-01T00-00-00Z.note is not a checkpoint");

    const keyless = await run("verify", ["--url", server.url, "--history", history()], ENV);
    expect(keyless).toMatchObject({ code: 2, stdout: "" });
    expect(keyless.stderr).toContain("--vkey or --policy");
  });

  test("is that of a log of reads, with --log reads", async () => {
    const notary = new Notary("clinic.example/ledgers/ward/reads");
    const entries = [1, 2, 3].map((number) => loggedRead(number));
    const [log, other] = [new LogOfReads(entries, notary), new LogOfReads(entries.toReversed(), notary)];
    const night = (newest: string) => {
      server.serve({
        "/reads/checkpoint": { type: "text/plain", body: newest },
        "/reads/consistency": { type: "application/json", body: JSON.stringify({ path: [] }) },
      });
      const key = ["--vkey", notary.vkey(LOG_TYPE)];
      return run("verify", ["--log", "reads", "--url", server.url, ...key, "--history", history()], ENV);
    };
    expect((await night(log.evidence.checkpoint(3))).code).toBe(0);
    expect((await night(log.evidence.checkpoint(3))).code).toBe(0);
    expect(notes()).toEqual([expect.stringMatching(TIME)]);
    expect((await night(other.evidence.checkpoint(3))).code).toBe(1);
    expect(notes()).toEqual([expect.stringMatching(TIME), expect.stringMatching(FAULT)]);
  });
});

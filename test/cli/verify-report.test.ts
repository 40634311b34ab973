import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { relink, squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { loggedRead, LogOfReads } from "../support/chain/logged-reads.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { sealedVectors } from "../support/chain/sealed-chains.ts";
import { ndjson, run, testFolder } from "../support/cli/commands.ts";
import { emptyFolder } from "../support/cli/folder.ts";
import { FakeServer } from "../support/cli/served.ts";

const { write } = testFolder();
const folder = emptyFolder();
const server = new FakeServer();
const ledger = new Notary("clinic.example/ledgers/main");
const witness = new Notary("witness.example");
const evidence = new Evidence(squaresChain, ledger);
const VKEY = ["--vkey", ledger.vkey(LOG_TYPE)];
const FILE = ["--file", write("chain.ndjson", ndjson(squaresChain))];

/** Runs the command with a new report, and returns that as well. */
async function reported(...options: string[]) {
  const file = folder.file("report.html");
  const outcome = await run("verify", [...options, "--report", file], { LEDGER_TOKEN: "t0ken" });
  return { ...outcome, file, html: existsSync(file) ? readFileSync(file, "utf8") : "" };
}

describe("npm run verify -- --report", () => {
  test("saves what it prints, who verified what and with which keys, in a file for its owner alone", async () => {
    const note = write("saved.note", evidence.checkpoint(squaresChain.length, witness));
    const witnesses = ["--witness-key", witness.vkey(WITNESS_TYPE)];
    const { code, stdout, file, html } = await reported(
      ...FILE,
      ...VKEY,
      ...witnesses,
      "--checkpoint",
      note,
      "--by",
      "A. Auditor & Co",
    );

    expect(code).toBe(0);
    expect(stdout).toContain("right        6 blocks");
    for (const words of [
      "All checks passed",
      "A. Auditor &amp; Co",
      "6 blocks: every hash",
      ledger.vkey(LOG_TYPE),
      witness.vkey(WITNESS_TYPE),
      "patient-ledger 0.",
      basename(note),
      squaresChain.at(-1)?.hash ?? "-",
    ]) {
      expect(html).toContain(words);
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, ".."))).toEqual(["report.html"]);
  });

  test("saves a report of a fault, with what to do now", async () => {
    const note = write("before.note", evidence.checkpoint(squaresChain.length));
    const rewritten = write("rewritten.ndjson", ndjson(await relink(squaresChain, 3, { patient_name: "Eve" })));
    const fault = await reported("--file", rewritten, ...VKEY, "--checkpoint", note);

    expect(fault.code).toBe(1);
    expect(fault.html).toContain("A fault was found");
    expect(fault.html).toContain("checkpoint: the chain contains what the ledger signed");
    expect(fault.html).toContain("Keep the signed checkpoints");
  });

  test("saves a report of what could not be checked, and why", async () => {
    const other = new Evidence(squaresChain, new Notary("other.example"));
    const open = await reported(...FILE, ...VKEY, "--checkpoint", write("other.note", other.checkpoint(2)));

    expect(open.code).toBe(2);
    expect(open.html).toContain("All checks that ran passed, but some could not run");
    expect(open.html).toContain("the checkpoint is from another ledger");
  });

  test("saves a report of receipts alone, with what they disclose marked as such", async () => {
    const receipt = sealedVectors.receipts.find(({ disclosures }) => (disclosures?.length ?? 0) > 0);
    const saved = write("receipt.json", JSON.stringify(receipt));
    const { code, html } = await reported("--vkey", sealedVectors.vkey, "--receipt", saved);

    expect(code).toBe(0);
    expect(html).toContain("Verification of receipts");
    expect(html).toContain("May contain patient data:");
    expect(html).toContain("patient_name");
  });

  test("saves a report of the log of reads, with the checkpoint that proves a fault", async () => {
    const entries = [loggedRead(1), loggedRead(2), loggedRead(3)];
    const notary = new Notary("clinic.example/ledgers/ward/reads");
    const saved = write("reads.note", new LogOfReads(entries, notary).evidence.checkpoint(3));
    const shorter = new LogOfReads(entries.slice(0, 2), notary).evidence.checkpoint(2);
    server.serve({ "/reads/checkpoint": { type: "text/plain", body: shorter } });
    const key = ["--vkey", notary.vkey(LOG_TYPE)];
    const { code, html } = await reported("--log", "reads", "--url", server.url, ...key, "--checkpoint", saved);

    expect(code).toBe(1);
    expect(html).toContain("Verification of a log of reads");
    expect(html).toContain(`<pre>${notary.name}\n2\n`);
    expect(html).toContain(server.url);
    expect(html).not.toContain("t0ken");
  });

  test("never replaces a file, and says before it verifies that it cannot save the report", async () => {
    const evidenceFile = write("precious.note", "a checkpoint");
    const replaced = await run("verify", [...FILE, "--report", evidenceFile]);
    const lost = await run("verify", [...FILE, "--report", folder.file(join("missing", "report.html"))]);

    expect(replaced).toMatchObject({ code: 2, stdout: "" });
    expect(replaced.stderr).toContain("--report names a file that exists");
    expect(readFileSync(evidenceFile, "utf8")).toBe("a checkpoint");
    expect(lost).toMatchObject({ code: 2, stdout: "" });
    expect(lost.stderr).toContain("create the folder first");
  });

  test.each([
    ["right", 2, squaresChain],
    ["faulty", 1, squaresChain.toSpliced(2, 1)],
  ])("prints it, and exits as after a fault, if it cannot be saved: %s", async (_, expected, chain) => {
    mkdirSync(folder.file("report.html.new"));
    const { code, stdout, stderr, html } = await reported("--file", write("any.ndjson", ndjson(chain)));

    expect({ code, html }).toEqual({ code: expected, html: "" });
    expect(stdout).toMatch(expected === 1 ? /^FAULT /m : /^right /m);
    expect(stderr).toMatch(/^Could not save: /);
  });

  test("refuses --by where nothing would show it", async () => {
    const { code, stderr } = await run("verify", [...FILE, "--by", "A. Auditor"]);

    expect(code).toBe(2);
    expect(stderr).toContain("give --report or --json");
  });
});

describe("npm run verify -- --json", () => {
  test("says who verified what, when and with which keys, and every fault", async () => {
    const edited = squaresChain.map((block) => (block.index === 3 ? { ...block, patient_name: "Eve" } : block));
    const file = write("edited.ndjson", ndjson(edited));
    const { code, stdout } = await run("verify", ["--file", file, ...VKEY, "--json", "--by", "A. Auditor"]);
    const { at, fault, ...report } = JSON.parse(stdout) as { at: string; fault: object };

    expect(code).toBe(1);
    expect(Date.parse(at)).not.toBeNaN();
    expect(fault).toMatchObject({ index: 3, rule: "hash" });
    expect(report).toMatchObject({
      valid: false,
      outcome: "faulty",
      verdict: "a fault was found",
      faults: [fault],
      witnessed: [],
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      source: file,
      verifiedBy: "A. Auditor",
      keys: { ledger: [ledger.vkey(LOG_TYPE)], witnesses: [], quorum: 0 },
      advice: expect.arrayContaining([expect.stringMatching(/^keep everything/)]) as string[],
    });
  });
});

describe("npm run verify -- --copy", () => {
  const COPY = ["--copy", write("copy.ndjson", ndjson(squaresChain))];

  test("tells the first block that was rewritten, in every form of the report", async () => {
    const rewritten = write("relinked.ndjson", ndjson(await relink(squaresChain, 4, { patient_name: "Eve" })));
    const note = ["--checkpoint", write("whole.note", evidence.checkpoint(squaresChain.length))];
    const options = ["--file", rewritten, ...VKEY, ...note, ...COPY];
    const { code, stdout, html } = await reported(...options);
    const json = JSON.parse((await run("verify", [...options, "--json"])).stdout) as object;

    const words = "locks 1 to 3 are the ones that the ledger signed; the first that differs is block 4";
    expect(code).toBe(1);
    expect(stdout).toContain(`rewritten    b${words}\n`);
    expect(html).toContain(`B${words}.`);
    expect(json).toMatchObject({ divergence: { unchanged: 3, differs: 4 } });
  });

  test("that is damaged is listed as not checked, and accuses nobody", async () => {
    const { code, stdout, html } = await reported(...FILE, "--copy", write("holiday.txt", "sun and sea\n"));

    expect(code).toBe(2);
    expect(stdout).toMatch(/^not checked {2}.*holiday\.txt: /m);
    expect(html).toContain("All checks that ran passed, but some could not run");
  });

  test("is about the chain, not about receipts or the log of reads", async () => {
    const { stderr } = await run("verify", [...VKEY, "--receipt", "r.json", "--copy", "c.ndjson"]);

    expect(stderr).toContain("--url or --file");
  });
});

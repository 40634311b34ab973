import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import type { EntryReceipt } from "../../src/evidence/receipts/entry-receipt.ts";
import { run as runHere, testFolder } from "../support/cli/commands.ts";
import { Command, disposeCommands, type Outcome } from "../support/e2e/command.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { sharedServer } from "../support/e2e/shared-server.ts";
import { until } from "../support/e2e/until.ts";

const dev = sharedServer();
const { path, write } = testFolder();
disposeCommands();

/** What an author may do, and no more. */
const AUTHOR = "chain:read chain:mine key:enrol";
const KEY = join(path, "dr-rao.json");
const REGISTRAR = join(path, "registrar.json");
let ledger: RemoteLedger;
let author: string;
let vkey: string;

/** Runs a command on the ledger in this process, which saves time. */
const run = (name: Parameters<typeof runHere>[0], args: readonly string[], token = author) =>
  runHere(name, ["--url", ledger.url, ...args], { LEDGER_TOKEN: token });

const registering = (list: string, receipts: string) =>
  new Command("register", ["--url", ledger.url, "--author-key", KEY, "--file", list, "--receipts", receipts], author);

const csv = (records: readonly PatientRecord[]) =>
  ["patient_name,patient_ID,Reg_no", ...records.map((record) => Object.values(record).join(","))].join("\r\n");

const linesOf = (file: string) => (existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : []);

beforeAll(async () => {
  author = await dev.tokenOf("dr-rao", AUTHOR);
  // Making a key needs no ledger.
  const { stdout } = await new Command("author-key", ["--key", REGISTRAR, "--jwk"]).end();
  const terms = { signatures: "required", registrar: JSON.parse(stdout) as object };
  ledger = await RemoteLedger.createSealed(dev, "signed-commands", 8, undefined, terms);
  vkey = (await (await ledger.get("/vkey")).text()).trim();
});

describe("an author with a key", () => {
  let thumbprint: string;

  it("makes it, has the registrar endorse it, and enrols it, also twice", async () => {
    const request = join(path, "request.json");
    const asked = await run("author-key", ["--key", KEY, "--request", request]);
    const told = ["--subject", "dr-rao", "--key", asked.stdout.trim()];
    const steps = [
      asked,
      await run("author-key", ["--endorse", request, "--registrar-key", REGISTRAR, ...told]),
      await run("author-key", ["--enrol", request]),
      await run("author-key", ["--enrol", request]),
    ];

    expect(steps.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const said = "for dr-rao: entry 2, in block 2; the registrar vouches for the name.\n";
    expect([steps[2]?.stderr, steps[3]?.stderr]).toEqual([`Key enrolled ${said}`, `Key is enrolled already ${said}`]);
    thumbprint = steps[3]?.stdout.trim() ?? "";
    const { keys, names } = await ledger.json<{ keys: object[]; names: string }>("/keys");
    expect(keys).toMatchObject([{ thumbprint, subject: "dr-rao", endorsed: true, state: "enrolled" }]);
    expect(names).toBe("registrar");
  });

  it("registers 300 records once each, although the command is killed in the middle, and gets every receipt", async () => {
    let outcome: Outcome | undefined;
    let list = "";
    let receipts = "";
    // The command may be done before it is killed; then another list is tried.
    for (let round = 0; outcome?.code !== "SIGKILL" && round < 5; round += 1) {
      list = write(`list-${round}.csv`, csv(patients(300, `Signed${round}`)));
      receipts = join(path, `receipts-${round}.ndjson`);
      const { length } = await ledger.json<{ length: number }>("");
      const killed = registering(list, receipts);
      await until(
        () => "records of the list are on the chain",
        async () => (await ledger.json<{ length: number }>("")).length > length || !killed.isRunning,
      );
      killed.signal("SIGKILL");
      outcome = await killed.end();
    }
    expect(outcome?.code).toBe("SIGKILL");
    expect(linesOf(receipts).length).toBeLessThan(300);
    const again = await registering(list, receipts).end();

    expect(again.code).toBe(0);
    const lines = linesOf(receipts).map((line) => JSON.parse(line) as { line: number; receipt: EntryReceipt });
    expect(new Set(lines.map(({ line }) => line)).size).toBe(300);
    const numbers = lines.map(({ receipt }) => receipt.number);
    const entries = (await ledger.sealedChain()).flatMap((block) => block.entries);
    expect(entries.slice(-300).every((entry) => entry.kind === "record" && entry.author === thumbprint)).toBe(true);
    expect([Math.min(...numbers), Math.max(...numbers), new Set(numbers).size]).toEqual([
      entries.length - 299,
      entries.length,
      300,
    ]);
    expect((await run("verify", ["--vkey", vkey, "--receipt", receipts])).code).toBe(0);
  });

  it("signs with npm run mine as well", async () => {
    const record = ["--patient-name", "Mina", "--patient-id", "P-mina", "--reg-no", "R-mina"];
    const { code, stdout } = await run("mine", [...record, "--author-key", KEY]);

    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { receipt: EntryReceipt }).receipt.entry).toMatchObject({ author: thumbprint });
  });

  it("is found by the verifier, which holds the served name to the key", async () => {
    const pin = [
      "--vkey",
      vkey,
      "--strict",
      "--checkpoint",
      write("now.note", await (await ledger.get("/checkpoint")).text()),
    ];
    const auditor = await dev.tokenOf("auditor", "chain:read record:read");
    const right = await run("verify", [...pin, "--pin", `dr-rao=${thumbprint}`], auditor);
    const moved = await run("verify", [...pin, "--pin", `dr-lee=${thumbprint}`], auditor);

    expect([right.code, moved.code]).toEqual([0, 1]);
    expect(right.stdout).toMatch(
      /signatures: [\d,]+ signed and 0 unsigned, 1 key, 0 disputed; names vouched for by the registrar/,
    );
  });

  it("revokes it since the block in which it was stolen, which the verifier lists, and signs nothing more", async () => {
    const tip = (await ledger.json<{ length: number }>("")).length;
    const revoked = await run("author-key", ["--key", KEY, "--revoke", "--compromised-since", String(tip)]);
    const verified = await run("verify", ["--vkey", vkey, "--author", KEY]);
    const refused = await registering(write("late.csv", csv(patients(2, "Late"))), join(path, "late.ndjson")).end();

    expect(revoked.code).toBe(0);
    expect(revoked.stderr).toBe(
      `Key revoked: entry ${(await ledger.sealedChain()).at(-1)?.last_entry}, in block ${tip + 1}, its signatures disputed since block ${tip}.\n`,
    );
    expect(verified.code).toBe(0);
    expect(verified.stdout).toContain(`disputed since block ${tip}, signed `);
    expect(verified.stdout).toMatch(/1 disputed; names vouched for by the registrar\n +disputed: entry \d+\n/);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^409: /);
    expect(linesOf(join(path, "late.ndjson"))).toEqual([]);
  });
});

it("npm run follow says what is signed in the copy", async () => {
  const { code, stderr } = await run("follow", ["--dir", join(path, "copy"), "--once"]);

  expect(code).toBe(0);
  expect(stderr).toMatch(/All are verified\.\nsignatures: [\d,]+ signed and 0 unsigned, 1 key, 1 disputed; /);
});

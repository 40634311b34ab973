import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parseEntryReceipt, verifyEntryReceipt } from "../../src/evidence/receipts/entry-receipt.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { ROOT } from "../support/root.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { sharedServer } from "../support/e2e/shared-server.ts";
import { until } from "../support/e2e/until.ts";
import { buildPrograms } from "../support/integrating-guide.ts";
import { hasPython } from "../support/python.ts";

const dev = sharedServer();
/** Inside the repository, so that the programs find the packages. */
let folder: string;

beforeAll(async () => {
  mkdirSync(join(ROOT, ".build"), { recursive: true });
  folder = mkdtempSync(join(ROOT, ".build/integrating-"));
  await buildPrograms(folder, ["first", "batches", "correct", "receipts", "events"]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The variables that a program takes. */
const env = (ledger: RemoteLedger, more: Record<string, string> = {}) => ({
  ...process.env,
  LEDGER: ledger.url,
  TOKEN: dev.token,
  ...more,
});

/** Runs a program to its end. @returns what it printed, and what it printed as errors */
async function run(ledger: RemoteLedger, name: string, more: Record<string, string> = {}) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, `${name}.mjs`)], {
    cwd: folder,
    env: env(ledger, more),
  });
  return { stdout: stdout.trim(), stderr: stderr.trim() };
}

/** A program that runs until the test ends it. */
class Running {
  output = "";
  readonly child: ChildProcess;

  constructor(command: string, args: string[], ledger: RemoteLedger) {
    this.child = spawn(command, args, { cwd: folder, env: env(ledger), stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (text: Buffer) => (this.output += text.toString()));
    }
    onTestFinished(() => void this.child.kill("SIGKILL"));
  }

  prints(text: string): Promise<void> {
    return until(
      () => `the program prints ${text}; it printed:\n${this.output}`,
      () => this.output.includes(text),
    );
  }
}

const record = (name: string, number: number) => ({
  patient_name: name,
  patient_ID: `P-${number}`,
  Reg_no: `REG-2024-000${number}`,
});

describe("the programs of the guide on integrating", () => {
  it("register, correct and prove records, and say what is refused", async () => {
    const ledger = await RemoteLedger.createSealed(dev, "integrating");

    expect(await run(ledger, "first")).toEqual({ stdout: "registered in block 2", stderr: "" });
    expect((await run(ledger, "first")).stdout).toBe("registered in block 2");

    const records = [record("Bob", 2), record("Eve", 1), { ...record("Ann", 3), patient_ID: "" }, record("Cleo", 4)];
    writeFileSync(join(folder, "records.ndjson"), records.map((each) => `${JSON.stringify(each)}\n`).join(""));
    const { stdout, stderr } = await run(ledger, "batches");
    expect(stdout).toBe("2 accepted");
    expect(stderr.split("\n").map((line) => line.replace(/:.*/, ""))).toEqual([
      "registration-conflict",
      "invalid-record",
    ]);

    expect((await run(ledger, "correct")).stdout).toBe("corrected");
    const { versions } = (await (await ledger.get("/records/2/versions")).json()) as { versions: object[] };
    expect(versions).toMatchObject([{ patient_name: "Alice Rao" }, { patient_name: "Alice Rao-Meyer" }]);

    await run(ledger, "receipts", { NUMBER: "2" });
    const receipt = readFileSync(join(folder, "receipt-2.json"), "utf8");
    const proof = parseEntryReceipt(receipt);
    const keys = (await (await ledger.get("/vkey")).text()).trim().split("\n");
    const policy = { ledger: await Promise.all(keys.map(parseVerifierKey)) };
    expect(await verifyEntryReceipt(proof, policy)).toHaveProperty("disclosed", { Reg_no: "REG-2024-0001" });
    expect(readFileSync(join(folder, "saved.note"), "utf8")).toContain("/ledgers/integrating\n");
  });

  it("watch the ledger, and go on after the last block that they dealt with", async () => {
    const ledger = await RemoteLedger.create(dev, "integrating-events");
    const watch = () => new Running(process.execPath, [join(folder, "events.mjs")], ledger);
    await ledger.mine(patients(3, "before"));
    const first = watch();
    await first.prints("block 4 ");
    await ledger.mine(patients(2, "during"));
    await first.prints("block 6 ");
    first.child.kill("SIGTERM");
    expect(await once(first.child, "exit")).toEqual([0, null]);
    expect(readFileSync(join(folder, "position"), "utf8")).toBe("6");

    await ledger.mine(patients(2, "after"));
    const second = watch();
    await second.prints("block 8 ");
    const hashes = (await ledger.chain()).map(({ index, hash }) => `block ${index} ${hash}\n`);
    expect(first.output + second.output).toBe(hashes.join(""));
  });

  it.runIf(hasPython).for([
    ["plain", 2, "block"],
    ["sealed", 2, "entry"],
  ] as const)("include one in Python, which works on a %s ledger", async ([kind, number, proven]) => {
    const name = `integrating-python-${kind}`;
    const ledger = await (kind === "sealed" ? RemoteLedger.createSealed(dev, name) : RemoteLedger.create(dev, name));
    const start = () => new Running("python3", [join(folder, "program.py")], ledger);
    const first = start();
    await first.prints(`record ${number} is in block 2\n`);
    await ledger.post("/mine_block", record("Cleo", 4));
    await first.prints("block 3 ");

    const receipt = JSON.parse(readFileSync(join(folder, `receipt-${number}.json`), "utf8")) as object;
    expect(receipt).toHaveProperty(proven === "entry" ? "entry" : "leaf_index");
    first.child.kill("SIGKILL");
    // The same record again is the same record.
    await start().prints(`record ${number} is in block 2\n`);
    const chain = (await (await ledger.get("/get_chain?entries=none")).json()) as { length: number };
    expect(chain.length).toBe(3);
    rmSync(join(folder, `receipt-${number}.json`));
  });
});

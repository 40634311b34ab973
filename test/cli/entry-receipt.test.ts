import { describe, expect, test } from "vitest";
import type { EntryReceipt } from "../../src/evidence/receipts/entry-receipt.ts";
import { squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { recordReceipt } from "../support/chain/record-receipt.ts";
import { type SealedVector, sealedChains, sealedVectors } from "../support/chain/sealed-chains.ts";
import { ndjson, run, testFolder } from "../support/cli/commands.ts";

const { write } = testFolder();
let files = 0;
const file = (text: string) => write(`file-${(files += 1)}`, text);

/** A receipt as one of the ways in which it is checked. */
interface Way {
  readonly way: string;
  readonly options: (vector: SealedVector) => string[];
}

const WAYS: readonly Way[] = [
  { way: "on its own", options: ({ vkey }) => ["--vkey", vkey] },
  { way: "with the chain", options: ({ vkey, chain }) => ["--vkey", vkey, "--file", file(ndjson(chain))] },
];

/** A report with receipts, as JSON. */
interface Proven {
  readonly checked: readonly string[];
  readonly unchecked: readonly string[];
  readonly receipts?: readonly { readonly name: string; readonly index: number; readonly entry: object }[];
}

const check = (options: readonly string[], receipt: unknown) =>
  run("verify", [...options, "--receipt", file(typeof receipt === "string" ? receipt : JSON.stringify(receipt))]);

/** Checks a receipt, and reads the report. */
async function proven(options: readonly string[], receipt: unknown): Promise<{ code: number; report: Proven }> {
  const { code, stdout, stderr } = await check([...options, "--json"], receipt);
  expect(stderr).toBe("");
  return { code, report: JSON.parse(stdout) as Proven };
}

/** The fields of a disclosure: salt, name, value. */
const parsed = (disclosure: string) => JSON.parse(Buffer.from(disclosure, "base64url").toString()) as string[];
const valuesOf = ({ disclosures = [] }: EntryReceipt) =>
  Object.fromEntries(disclosures.map((text) => parsed(text).slice(1) as [string, string]));

describe.each(WAYS)("the receipt of an entry, checked $way,", ({ way, options }) => {
  const isAlone = way === "on its own";

  test.each(sealedChains)("proves the entry and the fields that it discloses, $name", async (vector) => {
    expect(vector.receipts.length).toBeGreaterThan(5);
    for (const receipt of vector.receipts) {
      const { code, report } = await proven(options(vector), receipt);

      expect(code).toBe(0);
      const { number, entry, block } = receipt;
      expect(report.receipts).toMatchObject([
        { index: block.index, hash: block.hash, entry: { number, kind: entry.kind, disclosed: valuesOf(receipt) } },
      ]);
      const holdsRecord = entry.kind === "record" || entry.kind === "correction";
      expect(report.unchecked.some((line) => line.includes("is the current one"))).toBe(isAlone && holdsRecord);
    }
  });

  const full = sealedVectors.receipts.find(({ disclosures }) => disclosures?.length === 3) as EntryReceipt;
  const [name = "", id = "", regNo = ""] = full.disclosures ?? [];
  const other = sealedVectors.receipts.find(
    ({ number, disclosures }) => number !== full.number && disclosures?.length === 3,
  ) as EntryReceipt;
  const salted = (...fields: string[]) => Buffer.from(JSON.stringify(fields)).toString("base64url");
  const salt = parsed(name)[0] ?? "";

  test.each<[string, unknown]>([
    [
      "a saved answer of mine_block",
      { message: "Mined.", block: full.block, record: { number: full.number }, receipt: full },
    ],
    [
      "it with a byte order mark and carriage returns",
      `\ufeff${JSON.stringify(full, null, 2).replaceAll("\n", "\r\n")}\n`,
    ],
  ])("may be %s", async (_, saved) => {
    const { code, report } = await proven(options(sealedVectors), saved);

    expect(code).toBe(0);
    expect(report.receipts).toMatchObject([{ entry: { number: full.number, disclosed: valuesOf(full) } }]);
  });

  test("may be that of a block alone, as an external miner gets it", async () => {
    const { block, leaf_index, tree_size, leaf_hash, path, checkpoint } = full;
    const answer = { message: "Mined.", block, receipt: { leaf_index, tree_size, leaf_hash, path, checkpoint } };
    const { code, report } = await proven(options(sealedVectors), answer);

    expect({ code, receipts: report.receipts?.filter(({ entry }) => entry) ?? [] }).toEqual({ code: 0, receipts: [] });
    expect(report.checked.join()).toContain(`block ${block.index}`);
  });

  test.each<[string, object]>([
    ["another number", { ...full, number: full.number + 1 }],
    ["another position", { ...full, position: full.position + 1, number: full.number + 1 }],
    ["another entry", { ...full, entry: other.entry }],
    ["another path of the entry", { ...full, entry_path: other.entry_path.concat("00".repeat(32)) }],
    ["another root in its header", { ...full, block: { ...full.block, merkle_root: other.block.hash } }],
    [
      "another block",
      { ...full, block: other.block.index === full.block.index ? sealedVectors.receipts[0]?.block : other.block },
    ],
    ["a disclosure of another record", { ...full, disclosures: other.disclosures }],
    ["a disclosure with another value", { ...full, disclosures: [salted(salt, "patient_name", "Mallory"), id, regNo] }],
    ["a disclosure under another name", { ...full, disclosures: [salted(salt, "patient_ID", parsed(name)[2] ?? "")] }],
    ["a disclosure twice", { ...full, disclosures: [name, name] }],
    ["a disclosure without the digests", { ...full, fields: undefined }],
    ["digests of another record", { ...full, fields: other.fields, disclosures: other.disclosures }],
    [
      "its own number beside another record's",
      { message: "", block: full.block, record: { number: other.number }, receipt: full },
    ],
  ])("proves nothing with %s, discloses nothing, and is no fault of the ledger", async (_, saved) => {
    const { code, stdout, stderr } = await check(options(sealedVectors), saved);

    expect(code).toBe(2);
    expect(stdout).not.toContain("FAULT");
    expect(stdout).not.toContain("  discloses");
    for (const value of ["Mallory", ...Object.values(valuesOf(full)), ...Object.values(valuesOf(other))]) {
      expect(stdout + stderr).not.toContain(value);
    }
  });

  test("is shown to people with its fields quoted, and what it cannot say", async () => {
    const { code, stdout } = await check(options(sealedVectors), { ...full, disclosures: [regNo] });

    expect(code).toBe(0);
    expect(stdout).toMatch(/^right .*: entry 2 \(record\) of block 2/m);
    expect(stdout).toContain(`             discloses Reg_no ${JSON.stringify(parsed(regNo)[2])}\n`);
    expect(stdout.match(/discloses/g)).toHaveLength(1);
    expect(stdout).toMatch(
      isAlone
        ? /^not checked .*whether this version of the record is the current one/m
        : /^ {13}(is the current version: no later entry|was corrected by entry \d|was erased, .* by entry \d)/m,
    );
  });
});

describe("a disclosed value", () => {
  test("cannot pass for a line of the report, or command the terminal", async () => {
    const hostile = `A\u001b[2K\u009b\u202e\u2028\nright        all"`;
    const ledger = new Notary("clinic.example/ledgers/hostile");
    const receipt = await recordReceipt({ patient_name: hostile, patient_ID: "P-1", Reg_no: "R-1" }, ledger);
    for (const options of [[], ["--json"]]) {
      const { code, stdout } = await check(["--vkey", ledger.vkey(LOG_TYPE), ...options], receipt);

      expect(code).toBe(0);
      // eslint-disable-next-line no-control-regex -- these are what a terminal must not get
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/);
      expect(stdout.match(/^right/gm) ?? []).toHaveLength(options.length === 0 ? 1 : 0);
      expect(stdout).toContain(String.raw`A\u001b[2K\u009b\u202e\u2028\nright        all\"`);
    }
  });
});

describe("receipts without the chain", () => {
  const ledger = new Notary("clinic.example/ledgers/main");
  const evidence = new Evidence(squaresChain, ledger);
  const VKEY = ["--vkey", ledger.vkey(LOG_TYPE)];
  const answer = { message: "Mined.", block: squaresChain[3], receipt: evidence.receipt(4) };

  test("may be those of a plain ledger, saved with their blocks", async () => {
    const { code, report } = await proven(VKEY, answer);

    expect(code).toBe(0);
    expect(report.checked).toEqual([
      expect.stringContaining(`block 4, with hash ${squaresChain[3]?.hash}, was in the ledger ${ledger.name}`),
    ]);
    expect(report.unchecked).toEqual([expect.stringContaining("only the whole chain tells")]);
  });

  test.each<[string, unknown, string]>([
    ["without its block", evidence.receipt(4), "check it with the whole chain"],
    ["in the text format", evidence.proof(4), "check it with the whole chain"],
    ["with an edited block", { ...answer, block: { ...squaresChain[3], patient_name: "Mallory" } }, "its block"],
    ["with another block", { ...answer, block: squaresChain[2] }, "its block"],
    [
      "signed by another key",
      { ...answer, receipt: new Evidence(squaresChain, new Notary(ledger.name, "x")).receipt(4) },
      "not signed",
    ],
  ])("prove nothing if one is %s", async (_, saved, reason) => {
    const { code, report } = await proven(VKEY, saved);

    expect({ code, checked: report.checked }).toEqual({ code: 2, checked: [] });
    expect(report.unchecked[0]).toContain(reason);
    expect(JSON.stringify(report)).not.toContain("Mallory");
  });

  test("are all checked, and one that proves nothing does not hide the others", async () => {
    const saved = [answer, evidence.receipt(4)].flatMap((value) => ["--receipt", file(JSON.stringify(value))]);
    const { code, stdout } = await run("verify", [...VKEY, ...saved]);

    expect(code).toBe(2);
    expect(stdout).toMatch(/^right /m);
    expect(stdout).toMatch(/^not checked .*check it with the whole chain/m);
  });

  test.each<[string, () => string[], string]>([
    ["no key of the ledger", () => [], "give --vkey"],
    ["a checkpoint", () => [...VKEY, "--checkpoint", file(evidence.checkpoint(4))], "--url or --file"],
    ["a hash of genesis", () => [...VKEY, "--genesis", squaresChain[0]?.hash ?? ""], "--url or --file"],
    ["a quorum", () => [...VKEY, "--quorum", "0"], "--url or --file"],
  ])("cannot be checked with %s", async (_, options, reason) => {
    const { code, stdout, stderr } = await check(options(), answer);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(reason);
  });
});

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { puzzleOf } from "../../src/chain/puzzle.ts";
import {
  blockAt,
  blockHashChain,
  chains,
  correctionsChains,
  relink,
  reseal,
  squaresChain,
  tipOf,
  withValueAt,
} from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { ndjson, type Report, run, testFolder } from "../support/cli/commands.ts";

const { path: folder, write } = testFolder();
const ledger = new Notary("clinic.example/ledgers/main");
const VKEY = ["--vkey", ledger.vkey(LOG_TYPE)];
const SIZE = squaresChain.length;
const COULD_NOT = /^Could not check: /;
const eve = { patient_name: "Eve Forger" };

/** A chain's export with block 3's line edited as text. */
const respelled = (edit: (line: string) => string) =>
  squaresChain.map((block) => `${block.index === 3 ? edit(JSON.stringify(block)) : JSON.stringify(block)}\n`).join("");
const block3 = blockAt(squaresChain, 3);

let files = 0;

/** Writes an export to its own file. */
function exported(text: string | Uint8Array): string {
  files += 1;
  return write(`export-${files}.ndjson`, text);
}

/** Verifies an export, and reads the report. */
async function verify(text: string | Uint8Array, ...options: string[]): Promise<{ code: number; report: Report }> {
  const { code, stdout, stderr } = await run("verify", ["--file", exported(text), "--json", ...options]);
  expect(stderr).toBe("");
  return { code, report: JSON.parse(stdout) as Report };
}

test("a fault is reported even if the file is damaged behind it", async () => {
  const edited: readonly unknown[] = squaresChain.with(2, { ...block3, ...eve });
  for (const damage of ["{", "not JSON\n", '{"index":7']) {
    const { code, report } = await verify(ndjson(edited) + damage);
    expect({ code, fault: report.fault }).toMatchObject({ code: 1, fault: { index: 3, rule: "hash" } });
    expect(report.unchecked.filter((line) => line.startsWith("the blocks after the last one here"))).toHaveLength(1);
  }
});

async function verifyBlocks(blocks: readonly unknown[], ...options: string[]) {
  return verify(ndjson(blocks), ...options);
}

/** The options for a saved checkpoint of a chain, in a file. */
function saved(chain: readonly Block[], size: number): string[] {
  files += 1;
  const file = write(`saved-${files}.note`, new Evidence(chain, ledger).checkpoint(size));
  return [...VKEY, "--checkpoint", file];
}

describe("an untouched export", () => {
  test.each(chains)("is valid, on $puzzle, and the report says what was checked", async ({ chain }) => {
    const { code, report } = await verifyBlocks(chain);

    expect(code).toBe(0);
    expect(report).toMatchObject({
      valid: true,
      length: SIZE,
      head: tipOf(chain).hash,
      root: new Evidence(chain, ledger).root(SIZE),
      genesis: blockAt(chain, 1).hash,
      ...puzzleOf(blockAt(chain, 1)),
      checked: [`${SIZE} blocks: every hash, link, timestamp, proof of work and record`],
      unchecked: [expect.stringMatching(/: no key was given$/), expect.stringContaining("no saved checkpoint")],
    });
  });

  test.each<[string, () => string[]]>([
    ["no checkpoint", () => []],
    ["only a checkpoint of fewer blocks", () => saved(squaresChain, SIZE - 1).slice(2)],
  ])("is not known to be signed as a whole with a key and %s, and the report names that cause", async (_, notes) => {
    const { code, report } = await verifyBlocks(squaresChain, ...VKEY, ...notes());

    expect(code).toBe(0);
    expect(report.unchecked[0]).toMatch(/: no checkpoint with its signature covers the last block$/);
    expect(report.unchecked.join()).not.toContain("no key was given");
  });

  test("is signed as far as is known if a fault comes before the last block of a checkpoint", async () => {
    const edited = squaresChain.map((block) => (block.index === 3 ? { ...block, ...eve } : block));
    const { code, report } = await verifyBlocks(edited, ...saved(squaresChain, SIZE));

    expect(code).toBe(1);
    expect(report.unchecked.join()).not.toContain("covers the last block");
  });

  test.each(chains)("is valid with every saved checkpoint of it, on $puzzle", async ({ chain }) => {
    const notes = Array.from({ length: SIZE }, (_, place) => saved(chain, place + 1).slice(2));
    const { code, report } = await verifyBlocks(chain, ...VKEY, ...notes.flat());

    expect({ code, valid: report.valid, checked: report.checked.length }).toEqual({ code: 0, valid: true, checked: 7 });
    expect(report.unchecked.join()).not.toContain("checkpoint");
  });

  test.each<[string, (block: Block) => string]>([
    ["its attributes in another order", (block) => JSON.stringify(block, Object.keys(block).toSorted())],
    ["white space between its tokens", (block) => JSON.stringify(block, null, 1).replaceAll("\n", "\t ")],
    ["carriage returns", (block) => `${JSON.stringify(block)}\r`],
  ])("is valid with %s", async (_, line) => {
    const { code } = await verify(squaresChain.map((block) => `${line(block)}\n`).join(""));

    expect(code).toBe(0);
  });

  test("is reported in a few readable lines, without any record", async () => {
    const { code, stdout } = await run("verify", ["--file", exported(ndjson(squaresChain)), ...saved(squaresChain, 4)]);

    expect(code).toBe(0);
    expect(stdout).toContain("the ledger still contains the 4 blocks");
    expect(stdout).toContain(`6 blocks, head ${tipOf(squaresChain).hash}`);
    for (const { patient_name, Reg_no } of squaresChain.slice(1)) {
      expect(stdout).not.toContain(patient_name);
      expect(stdout).not.toContain(Reg_no);
    }
  });

  test.each(chains)(
    "is reported with its puzzle and genesis, even if it has a fault, on $puzzle",
    async ({ chain, puzzle }) => {
      const difficulty = puzzle === "squares" ? "" : ", difficulty 12";
      const line = `puzzle ${puzzle}${difficulty}, genesis ${blockAt(chain, 1).hash}\n`;
      for (const blocks of [chain, withValueAt(chain, 3, null)]) {
        const { stdout } = await run("verify", ["--file", exported(ndjson(blocks))]);
        expect(stdout).toContain(line);
      }
    },
  );

  test.each(correctionsChains)("may have an author and a correction, on $puzzle", async ({ chain }) => {
    expect((await verifyBlocks(chain)).report).toMatchObject({ valid: true, length: 3 });
  });

  test("shows its progress only on a terminal, and leaves nothing of it behind", async () => {
    const args = ["--file", exported(ndjson(squaresChain))];
    const [shown, piped] = [await run("verify", args, {}, { isTTY: true }), await run("verify", args)];

    expect(piped.stderr).toBe("");
    expect(shown).toEqual({ ...piped, stderr: "\r\u001b[K" });
  });

  test("may lack the last line feed", async () => {
    expect((await verify(ndjson(squaresChain).trimEnd())).code).toBe(0);
  });
});

describe("a tampered export is refused, with its block and rule", () => {
  test.each<[string, () => readonly unknown[] | Promise<readonly unknown[]>, number, string]>([
    ["an edited block", () => withValueAt(squaresChain, 3, { ...blockAt(squaresChain, 3), ...eve }), 3, "hash"],
    ["an edited last block", () => withValueAt(squaresChain, 6, { ...tipOf(squaresChain), ...eve }), 6, "hash"],
    ["an edited genesis", () => withValueAt(squaresChain, 1, { ...blockAt(squaresChain, 1), ...eve }), 1, "hash"],
    [
      "an edited block with its hash recomputed",
      async () => withValueAt(squaresChain, 3, await reseal(blockAt(squaresChain, 3), eve)),
      4,
      "previous_hash",
    ],
    ["a relinked block-hash chain", () => relink(blockHashChain, 3, eve), 3, "proof"],
    ["swapped blocks", () => [1, 2, 4, 3, 5, 6].map((index) => blockAt(squaresChain, index)), 3, "index"],
    ["a missing block", () => squaresChain.toSpliced(2, 1), 3, "index"],
    ["a repeated block", () => squaresChain.toSpliced(2, 0, blockAt(squaresChain, 2)), 3, "index"],
    ["the genesis of another chain", () => withValueAt(squaresChain, 1, blockHashChain[0]), 2, "previous_hash"],
    ["another attribute", () => withValueAt(squaresChain, 3, { ...blockAt(squaresChain, 3), note: "" }), 3, "format"],
    ["a line that is not a block", () => squaresChain.toSpliced(2, 0, null as never), 3, "format"],
    [
      "a repeated registration number",
      () => relink(squaresChain, 5, { Reg_no: blockAt(squaresChain, 2).Reg_no }),
      5,
      "record",
    ],
    ["a name that no ledger accepts", () => relink(squaresChain, 4, { patient_name: "\u200b" }), 4, "record"],
    ["a block in the future", () => relink(squaresChain, 6, { timestamp: "9999-01-01T00:00:00.000Z" }), 6, "timestamp"],
  ])("%s", async (_, tampered, index, rule) => {
    const { code, report } = await verifyBlocks(await tampered());

    expect(code).toBe(1);
    expect(report).toMatchObject({ valid: false, length: index - 1, fault: { index, rule } });
    expect(JSON.stringify(report)).not.toContain(eve.patient_name);
  });

  // JSON.parse reads all of these like the block itself.
  test.each<[string, (line: string) => string]>([
    ["a repeated name", (line) => line.replace('"patient_name"', '"patient_name":"Mallory","patient_name"')],
    ["a repeated name with equal values", (line) => line.replace('"proof"', `"proof":${block3.proof},"proof"`)],
    ["a repeated name, once escaped", (line) => line.replace("{", '{"patient\\u005fname":"Mallory",')],
    ["an escaped name", (line) => line.replace("patient_name", "patient\\u005fname")],
    ["an escaped letter", (line) => line.replace(/REG/, "\\u0052EG")],
    ["a fraction that rounds away", (line) => line.replace(/("proof":\d+)/, "$1.00000000000000000001")],
    ["a fraction of zero", (line) => line.replace(/("proof":\d+)/, "$1.0")],
    ["an exponent", (line) => line.replace(/("proof":\d+)/, "$1e0")],
  ])("a block's line with %s", async (_, edit) => {
    const text = respelled(edit);
    expect(text).not.toBe(respelled((line) => line));

    const { code, report } = await verify(text);

    expect(code).toBe(1);
    expect(report.fault).toMatchObject({ index: 3, rule: "format" });
    expect(JSON.stringify(report)).not.toContain("Mallory");
  });

  test("with the fault explained to people", async () => {
    const blocks = withValueAt(squaresChain, 3, { ...blockAt(squaresChain, 3), ...eve });
    const { code, stdout } = await run("verify", ["--file", exported(ndjson(blocks))]);

    expect(code).toBe(1);
    expect(stdout).toContain("block 3, rule hash");
    expect(stdout).toContain(`actual   ${blockAt(squaresChain, 3).hash}`);
    expect(stdout).not.toContain(eve.patient_name);
  });
});

describe("only a saved checkpoint reveals", () => {
  test.each([1, 3, 6])("a squares chain that was rewritten from block %i on", async (index) => {
    // Another time for genesis, whose other attributes are the same in every chain.
    const edit = index === 1 ? { timestamp: "2025-12-31T00:00:00.000Z" } : eve;
    const rewritten = await relink(squaresChain, index, edit);

    const alone = await verifyBlocks(rewritten);
    expect(alone.code).toBe(0);
    expect(alone.report.unchecked.join()).toContain("whether the past was rewritten");

    const { code, report } = await verifyBlocks(rewritten, ...saved(squaresChain, SIZE));
    expect(code).toBe(1);
    expect(report.fault).toMatchObject({
      index: SIZE,
      rule: "checkpoint",
      expected: new Evidence(squaresChain, ledger).root(SIZE),
      actual: new Evidence(rewritten, ledger).root(SIZE),
    });
  });

  test("no rewriting of blocks after the checkpoint", async () => {
    const rewritten = await relink(squaresChain, 5, eve);

    expect((await verifyBlocks(rewritten, ...saved(squaresChain, 4))).code).toBe(0);
    expect((await verifyBlocks(rewritten, ...saved(squaresChain, 5))).code).toBe(1);
  });

  test.each(chains)("a truncated chain, on $puzzle", async ({ chain }) => {
    const truncated = chain.slice(0, 4);

    expect((await verifyBlocks(truncated)).code).toBe(0);
    expect((await verifyBlocks(truncated, ...saved(chain, 4))).code).toBe(0);
    const { code, report } = await verifyBlocks(truncated, ...saved(chain, 5));
    expect(code).toBe(1);
    expect(report.fault).toMatchObject({ index: 5, rule: "checkpoint", expected: "5 blocks", actual: "4 blocks" });
  });

  test("and reports the first of several checkpoints that does not fit", async () => {
    const rewritten = await relink(squaresChain, 4, eve);
    const { code, report } = await verifyBlocks(
      rewritten,
      ...saved(squaresChain, 3),
      ...saved(squaresChain, 5).slice(2),
      ...saved(squaresChain, 6).slice(2),
    );

    expect(code).toBe(1);
    expect(report.fault).toMatchObject({ index: 5, rule: "checkpoint" });
    expect(report.checked.at(-1)).toContain("the 3 blocks");
  });
});

describe("a ledger that was recreated", () => {
  const pinned = ["--genesis", blockAt(squaresChain, 1).hash];

  test("is detected only by a saved hash of genesis", async () => {
    const recreated = await relink(squaresChain, 1, { timestamp: "2025-12-31T00:00:00.000Z" });
    expect((await verifyBlocks(recreated)).code).toBe(0);

    const { code, report } = await verifyBlocks(recreated, ...pinned);

    expect(code).toBe(1);
    expect(report).toMatchObject({
      valid: false,
      length: 0,
      fault: { index: 1, rule: "genesis", expected: pinned[1], actual: blockAt(recreated, 1).hash },
    });
  });

  test("is distinguished from the original, and the report says so", async () => {
    const { code, report } = await verifyBlocks(squaresChain, ...pinned);

    expect({ code, checked: report.checked.length }).toEqual({ code: 0, checked: 2 });
    expect(report.checked[1]).toBe("genesis: its hash matches the saved one");
    // The hash says nothing about the blocks after genesis.
    expect(report.unchecked.join()).toContain("whether the past was rewritten");
  });
});

const good = () => exported(ndjson(squaresChain));

/** A checkpoint of the same blocks, signed by another ledger or another key. */
const foreign = (name: string, seed: string) =>
  exported(new Evidence(squaresChain, new Notary(name, seed)).checkpoint(4));

describe("what cannot be checked", () => {
  test.each<[string, () => string[]]>([
    ["a missing file", () => ["--file", join(folder, "nowhere.ndjson")]],
    ["a folder", () => ["--file", folder]],
    ["neither file nor address", () => []],
    ["both file and address", () => ["--file", good(), "--url", "http://127.0.0.1:1"]],
    ["an address that nobody serves", () => ["--url", "http://127.0.0.1:1", "--token-file", exported("token")]],
    ["an unknown option", () => ["--file", good(), "--chekpoint", "x"]],
    ["an invalid key", () => ["--file", good(), "--vkey", "clinic.example+00000000+AAAA"]],
    [
      "a hash of genesis in upper case",
      () => ["--file", good(), "--genesis", blockAt(squaresChain, 1).hash.toUpperCase()],
    ],
    ["a truncated hash of genesis", () => ["--file", good(), "--genesis", blockAt(squaresChain, 1).hash.slice(1)]],
    ["an empty hash of genesis", () => ["--file", good(), "--genesis", ""]],
    [
      "two hashes of genesis",
      () => ["--file", good(), ...[1, 1].flatMap((index) => ["--genesis", blockAt(squaresChain, index).hash])],
    ],
    ["a checkpoint without a key", () => ["--file", good(), ...saved(squaresChain, 4).slice(2)]],
    ["a missing checkpoint", () => ["--file", good(), ...VKEY, "--checkpoint", join(folder, "nowhere")]],
    ["an invalid checkpoint", () => ["--file", good(), ...VKEY, "--checkpoint", exported("text\n")]],
  ])("%s ends with 2, and no report", async (_, args) => {
    expect(await run("verify", args())).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(COULD_NOT) as string,
    });
  });

  test.each([
    ["under another key", ledger.name, "not signed"],
    ["of another ledger", "clinic.example/ledgers/b", "another ledger"],
  ])("a checkpoint %s is a line of the report, which continues, and ends with 2", async (_, name, reason) => {
    const options = [...saved(squaresChain, 3), "--checkpoint", foreign(name, "another seed")];
    const { code, report } = await verifyBlocks(squaresChain, ...options);

    expect(code).toBe(2);
    expect(report.fault).toBeUndefined();
    expect(report.checked).toHaveLength(2);
    expect(report.unchecked.join("\n")).toContain(reason);
  });
});

// @module-tag long

import { appendFileSync } from "node:fs";
import { expect, test } from "vitest";
import { candidateBlock, sealBlock, withProof } from "../../src/chain/block.ts";
import { GrowingTree, leafHash } from "../../src/chain/merkle-tree.ts";
import { squaresGenesis } from "../support/chain/chains.ts";
import { checkpointOf, LOG_TYPE, Notary, noteOf } from "../support/chain/notaries.ts";
import proofs from "../support/chain/distinct-proofs.json" with { type: "json" };
import { type Report, runProcess, testFolder } from "../support/cli/commands.ts";

const LENGTH = 100_000;
const LINES_PER_WRITE = 1_000;

/**
 * The command's heap in megabytes: less than the export has, so a verifier that keeps the blocks runs out of memory.
 */
const HEAP = 28;

const { write } = testFolder();

/** The proof of a block of any squares chain: after 67 proofs, 158 repeat. */
function proofAt(place: number): number {
  const proof = proofs[place < proofs.length ? place : 67 + ((place - 67) % 158)];
  if (proof === undefined) throw new Error("the proofs do not repeat as they should");
  return proof;
}

/** Writes a long chain to a file. @returns its root and its length in bytes */
async function longExport(file: string): Promise<{ root: Uint8Array; bytes: number }> {
  const tree = new GrowingTree();
  let bytes = 0;
  let lines: string[] = [];
  let tip = await squaresGenesis(Date.UTC(2026, 0, 1));
  for (let index = 1; ; index += 1) {
    await tree.append(await leafHash(Buffer.from(tip.hash, "hex")));
    lines.push(`${JSON.stringify(tip)}\n`);
    if (lines.length === LINES_PER_WRITE) {
      appendFileSync(file, lines.join(""));
      bytes += Buffer.byteLength(lines.join(""));
      lines = [];
    }
    if (index === LENGTH) return { root: await tree.root(), bytes };
    const record = { patient_name: `Patient ${index}`, patient_ID: `P-${index}`, Reg_no: `REG-${index}` };
    const candidate = candidateBlock(tip, record, "dr-rao", Date.UTC(2026, 0, 1) + index * 1_000);
    tip = await sealBlock(withProof(candidate, proofAt(index)));
  }
}

test("an export of 100,000 blocks is verified in less memory than it would take to hold it", async () => {
  const ledger = new Notary("clinic.example/ledgers/main");
  const file = write("long.ndjson", "");
  const { root, bytes } = await longExport(file);
  const text = checkpointOf(ledger.name, LENGTH, root);
  const kept = write("kept.note", noteOf(text, ledger.line(text)));
  const options = ["--file", file, "--json", "--vkey", ledger.vkey(LOG_TYPE), "--checkpoint", kept];

  const { code, stdout, stderr } = await runProcess("verify", options, {
    NODE_OPTIONS: `--max-old-space-size=${HEAP}`,
  });

  expect(bytes / 2 ** 20).toBeGreaterThan(HEAP);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout) as Report).toMatchObject({
    valid: true,
    length: LENGTH,
    root: Buffer.from(root).toString("hex"),
    checked: [expect.stringContaining("100,000 blocks"), expect.stringContaining("still contains")],
  });
});

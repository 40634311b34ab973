import { expect, test } from "vitest";
import { parseVerifierKey } from "../../src/evidence/note.ts";
import { openSaved } from "../../src/evidence/saved.ts";
import { verifyChain } from "../../src/evidence/verification.ts";
import { readSaved } from "../../src/page/views/verify/saved-file.ts";
import { blockAt, squaresChain } from "../support/chain/chains.ts";
import { otherBlocks } from "../support/chain/edited-blocks.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { loggedRead, LogOfReads } from "../support/chain/logged-reads.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";

const ledger = new Notary("clinic.example/ledgers/main");
const evidence = new Evidence(squaresChain, ledger);
const RECEIPT = JSON.stringify(evidence.receipt(4));
type Part = string | Uint8Array<ArrayBuffer>;
const kindOf = async (...parts: Part[]) => (await readSaved(new File(parts, "kept"))).kind;

test("a file is a receipt or a checkpoint, even with a byte order mark", async () => {
  for (const mark of ["", "\ufeff"]) {
    expect(await kindOf(mark, RECEIPT)).toBe("receipt");
    expect(await kindOf(mark, evidence.proof(4))).toBe("receipt");
    expect(await kindOf(mark, evidence.checkpoint(4))).toBe("checkpoint");
  }
});

test("a file of the log of reads is called that", async () => {
  const log = new LogOfReads([loggedRead(1)], new Notary("clinic.example/ledgers/ward/reads"));

  expect(await kindOf(JSON.stringify(log.receipt(1)))).toBe("read-receipt");
  expect(await kindOf(log.evidence.checkpoint(1))).toBe("read-checkpoint");
});

test.each<[string, Part[]]>([
  ["a repeated name", [RECEIPT.replace("{", '{"leaf_index":3,')]],
  ["a repeated name, once escaped", [RECEIPT.replace("{", '{"leaf\\u005findex":4,')]],
  ["a number that a double rounds", [RECEIPT.replace('"leaf_index":3', '"leaf_index":3.00000000000000000001')]],
  ["bytes that are not UTF-8", [RECEIPT.replace("{", '{"note":"'), Uint8Array.of(0xff), '"}']],
  ["bytes in its extra data that are not base64", [evidence.proof(4).replace("\n", "\nextra !\n")]],
  ["a checkpoint's note and bytes that are not UTF-8", [evidence.checkpoint(4), Uint8Array.of(0xff)]],
])("a file is neither with %s", async (_, parts) => {
  expect(await kindOf(...parts)).toBe("none");
});

/** What the view reports on a file, compared with the chain. */
async function report(text: string) {
  const file = await readSaved(new File([text], "answer.json"));
  if (file.kind !== "receipt") throw new Error(`the file is read as ${file.kind}`);
  const policy = { ledger: [await parseVerifierKey(ledger.vkey(LOG_TYPE))] };
  const saved = await openSaved([], [{ name: file.name, value: file.proof }], policy);
  const blocks = (async function* () {
    yield* squaresChain;
  })();
  const all = { blocks, newest: undefined, ...saved };
  const { checked, skipped, fault } = await verifyChain(all, policy, { now: () => Infinity, onBlock: () => {} });
  return { receipts: checked.filter(({ check }) => check === "receipt"), skipped, fault };
}

test("a receipt with its own block proves that block, by index and hash", async () => {
  const block = blockAt(squaresChain, 4);
  const { index, hash } = block;

  expect(await report(JSON.stringify({ message: "Mined.", block, receipt: evidence.receipt(4) }))).toEqual({
    receipts: [{ check: "receipt", name: "answer.json", index, hash }],
    skipped: [],
    fault: undefined,
  });
});

test.each(await otherBlocks(squaresChain, 4))("a receipt with %s proves nothing, and is no fault", async (_, block) => {
  const { hash } = blockAt(squaresChain, 4);
  const reason = `but its receipt proves block 4, with hash ${hash}`;

  expect(await report(JSON.stringify({ message: "Mined.", block, receipt: evidence.receipt(4) }))).toEqual({
    receipts: [],
    skipped: [{ check: "receipt", name: "answer.json", reason: expect.stringContaining(reason) as string }],
    fault: undefined,
  });
});

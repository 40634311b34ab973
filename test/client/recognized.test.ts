import { expect, test } from "vitest";
import { type Recognized, recognize } from "../../src/client/saved/recognized.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { openSaved } from "../../src/evidence/saved.ts";
import { verifyChain } from "../../src/evidence/checking/verification.ts";
import { blockAt, chains, squaresChain } from "../support/chain/chains.ts";
import { otherBlocks } from "../support/chain/edited-blocks.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { loggedRead, LogOfReads } from "../support/chain/logged-reads.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { sealedVectors } from "../support/chain/sealed-chains.ts";

const ledger = new Notary("clinic.example/ledgers/main");
const evidence = new Evidence(squaresChain, ledger);
const log = new LogOfReads([loggedRead(1)], new Notary("clinic.example/ledgers/ward/reads"));
const POLICY = `log ${ledger.vkey(LOG_TYPE)}\nquorum none\n`;
const RECEIPT = JSON.stringify(evidence.receipt(4));
const READ_RECEIPT = JSON.stringify(log.receipt(1));
type Part = string | Uint8Array<ArrayBuffer>;

/** Recognizes a file whose bytes come in pieces of a few bytes, or all at once. */
function recognized(parts: readonly Part[], most = Infinity): Promise<Recognized> {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const read = async function* () {
    for (let at = 0; at < bytes.length; at += most) yield Uint8Array.from(bytes.subarray(at, at + most));
  };
  return recognize({ name: "kept", read });
}

/** What a file was recognized as, with how many receipts of each log are in it. */
async function kindOf(...parts: Part[]): Promise<string> {
  const found = await recognized(parts);
  if (found.kind === "receipts") return `${found.receipts.length} of blocks, ${found.reads.length} of reads`;
  return found.kind === "checkpoint" && found.isOfReads ? "checkpoint of reads" : found.kind;
}

const lines = (...texts: readonly string[]) => texts.map((text) => `${text}\n`).join("");
const ndjson = (chain: readonly unknown[]) => lines(...chain.map((block) => JSON.stringify(block)));
const exportsOf = (chain: readonly unknown[]) => [
  ndjson(chain),
  JSON.stringify({ chain, length: chain.length }),
  JSON.stringify({ chain, length: chain.length }, null, 2),
  JSON.stringify({ length: chain.length, next: null, chain }),
  JSON.stringify(chain),
];
const CHAINS = [...chains.map(({ chain }) => chain), sealedVectors.chain];

test.each<[string, string, string]>([
  ["a receipt", RECEIPT, "1 of blocks, 0 of reads"],
  ["a receipt, spread over lines", JSON.stringify(evidence.receipt(4), null, 2), "1 of blocks, 0 of reads"],
  ["a tlog-proof", evidence.proof(4), "1 of blocks, 0 of reads"],
  ["receipts, one a line", lines(RECEIPT, RECEIPT, READ_RECEIPT), "2 of blocks, 1 of reads"],
  ["a receipt of the log of reads", READ_RECEIPT, "0 of blocks, 1 of reads"],
  ["a checkpoint", evidence.checkpoint(4), "checkpoint"],
  ["a policy", POLICY, "policy"],
  ["a policy after a comment", `# The keys of 2026.\n\n${POLICY}`, "policy"],
  ["a checkpoint of the log of reads", log.evidence.checkpoint(1), "checkpoint of reads"],
  ...CHAINS.flatMap((chain) => exportsOf(chain).map((text): [string, string, string] => ["an export", text, "chain"])),
])("a file is recognized as %s, whatever an editor did to its ends and lines", async (_, text, kind) => {
  for (const mark of ["", "\ufeff", "\n"]) {
    expect(await kindOf(mark, text)).toBe(kind);
    expect(await kindOf(mark, text.replaceAll("\n", "\r\n"))).toBe(kind);
    expect(await kindOf(mark, text, "\n\n")).toBe(kind);
  }
  expect((await recognized([text], 7)).kind).toBe((await recognized([text])).kind);
});

test("an export is recognized by its first block, so that one that is edited, cut or damaged later is still checked", async () => {
  const text = ndjson(squaresChain);
  expect(await kindOf(text.slice(0, -40))).toBe("chain");
  expect(await kindOf(text.replace("Genesis", "Nobody"))).toBe("chain");
  expect(await kindOf(text.replace("{", '{"index":1,'))).toBe("chain");
  expect(await kindOf(text, "junk")).toBe("chain");
  expect(await kindOf(text.replace('"index":1,', '"index":1.0,'))).toBe("chain");
});

test("of an export only the start is read, however long it is", async () => {
  let pieces = 0;
  const line = new TextEncoder().encode(ndjson(squaresChain));
  const read = async function* () {
    for (; pieces < 1_000_000; pieces++) yield line;
  };
  expect((await recognize({ name: "long.ndjson", read })).kind).toBe("chain");
  expect(pieces).toBeLessThan(100);
});

test.each<[string, Part[]]>([
  ["a repeated name", [RECEIPT.replace("{", '{"leaf_index":3,')]],
  ["a repeated name, once escaped", [RECEIPT.replace("{", '{"leaf\\u005findex":4,')]],
  ["a number that a double rounds", [RECEIPT.replace('"leaf_index":3', '"leaf_index":3.00000000000000000001')]],
  ["bytes that are not UTF-8", [RECEIPT.replace("{", '{"note":"'), Uint8Array.of(0xff), '"}']],
  ["bytes in its extra data that are not base64", [evidence.proof(4).replace("\n", "\nextra !\n")]],
  ["a checkpoint's note and bytes that are not UTF-8", [evidence.checkpoint(4), Uint8Array.of(0xff)]],
  ["a policy without a ledger", ["quorum none\n"]],
  ["a problem of the ledger", [JSON.stringify({ title: "No such ledger", status: 404 })]],
  ["a list of names", ["Alice\nBob\n"]],
  ["nothing but spaces", [" \n"]],
  ["nothing", []],
  ["a web page", ["<!doctype html><title>Sign in</title>"]],
  ["a compressed export", [Uint8Array.of(0x1f, 0x8b, 8, 0)]],
])("a file with %s is none of them, and the reason is a clause", async (_, parts) => {
  const found = await recognized(parts);
  expect(found).toEqual({ kind: "none", reason: expect.stringMatching(/^(?:is|has) /) as string });
});

test("every receipt of the vectors is recognized as that of an entry", async () => {
  for (const each of sealedVectors.receipts) {
    const found = await recognized([JSON.stringify(each)]);
    expect(found).toMatchObject({ kind: "receipts", receipts: [{ value: { entry: { number: each.number } } }] });
  }
});

/** What is reported on a file, compared with the chain. */
async function report(text: string) {
  const file = await recognized([text]);
  if (file.kind !== "receipts") throw new Error(`the file is read as ${file.kind}`);
  const policy = { ledger: [await parseVerifierKey(ledger.vkey(LOG_TYPE))] };
  const saved = await openSaved([], file.receipts, policy);
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
    receipts: [{ check: "receipt", name: "kept", index, hash }],
    skipped: [],
    fault: undefined,
  });
});

test.each(await otherBlocks(squaresChain, 4))("a receipt with %s proves nothing, and is no fault", async (_, block) => {
  const { hash } = blockAt(squaresChain, 4);
  const reason = `but its receipt proves block 4, with hash ${hash}`;

  expect(await report(JSON.stringify({ message: "Mined.", block, receipt: evidence.receipt(4) }))).toEqual({
    receipts: [],
    skipped: [{ check: "receipt", name: "kept", reason: expect.stringContaining(reason) as string }],
    fault: undefined,
  });
});

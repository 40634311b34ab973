import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { parseNote, parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { Malformed } from "../../src/chain/text/malformed.ts";
import {
  bytesOf,
  type InclusionProof,
  parseReceipt,
  proofText,
  receiptOf,
  verifyReceipt,
} from "../../src/evidence/receipts/receipt.ts";
import { blockAt, chains, squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { withBitFlipped } from "../support/chain/trees.ts";

const ledger = new Notary("clinic.example/ledgers/main");
const evidence = new Evidence(squaresChain, ledger);
const POLICY = { ledger: [await parseVerifierKey(ledger.vkey(LOG_TYPE))] };
const SIZE = squaresChain.length;
const malformed = { name: "Malformed" };

const RECEIPT = evidence.receipt(4);
const JSON_TEXT = JSON.stringify(RECEIPT);
const PROOF_TEXT = evidence.proof(4);
const HASH = blockAt(squaresChain, 4).hash;

const verify = (proof: InclusionProof, hash = HASH) => verifyReceipt(proof, hash, POLICY);

describe("a receipt", () => {
  test.each(chains)("proves each block in each tree that contains it, in both forms, on $puzzle", async ({ chain }) => {
    const issued = new Evidence(chain, ledger);
    for (const { index, hash } of chain) {
      for (let size = index; size <= SIZE; size += 1) {
        const texts = [JSON.stringify(issued.receipt(index, size)), issued.proof(index, size)];
        for (const text of texts) expect(await verify(parseReceipt(text), hash)).toMatchObject({ size });
      }
    }
  });

  test("is written in the format of C2SP tlog-proof", () => {
    expect(proofText(RECEIPT)).toBe(PROOF_TEXT);
    expect(proofText(evidence.receipt(1, 1))).toBe(evidence.proof(1, 1));
    expect(evidence.proof(1, 1)).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 0\n\nclinic\.example\/ledgers\/main\n1\n/);
  });

  test("is made from a proof and a checkpoint", () => {
    const path = RECEIPT.path.map(bytesOf);
    expect(receiptOf(3, SIZE, bytesOf(RECEIPT.leaf_hash), path, RECEIPT.checkpoint)).toEqual(RECEIPT);
  });

  test("is found in a saved answer of mine_block, with its block", async () => {
    const block = blockAt(squaresChain, 4);
    const answer = JSON.stringify({ message: "Mined.", block, receipt: RECEIPT });

    expect(parseReceipt(answer)).toEqual({ ...parseReceipt(JSON_TEXT), blocks: [block] });
    expect(await verify(parseReceipt(answer))).toMatchObject({ size: SIZE });
  });

  test("may have extra data in its text form, which are ignored", async () => {
    const extra = PROOF_TEXT.replace("\n", `\nextra ${btoa("opaque")}\n`);

    expect(parseReceipt(extra)).toEqual(parseReceipt(PROOF_TEXT));
    expect(await verify(parseReceipt(extra))).toMatchObject({ size: SIZE });
  });

  test("may be spelled in any way that every reader understands alike", () => {
    const spelled = JSON.stringify(RECEIPT, Object.keys(RECEIPT).toReversed(), 2)
      .replace('"leaf_index": 3', '"leaf\\u005findex": 3.0e0')
      .replace("—", "\\u2014");

    expect(parseReceipt(spelled)).toEqual(parseReceipt(JSON_TEXT));
  });

  test("needs the witnesses that its reader requires", async () => {
    const witness = new Notary("witness.example");
    const policy = { ...POLICY, witnesses: [await parseVerifierKey(witness.vkey(WITNESS_TYPE))], quorum: 1 };
    const cosigned = { ...RECEIPT, checkpoint: evidence.checkpoint(SIZE, witness) };

    await expect(verifyReceipt(parseReceipt(JSON_TEXT), HASH, policy)).rejects.toThrow("cosigned by 0");
    expect((await verifyReceipt(parseReceipt(JSON.stringify(cosigned)), HASH, policy)).cosignedBy).toHaveLength(1);
  });
});

describe("a receipt is refused", () => {
  const proofs = [parseReceipt(JSON_TEXT), parseReceipt(PROOF_TEXT)];

  test("for every other block", async () => {
    const [json, text] = proofs as [InclusionProof, InclusionProof];
    for (const { hash } of squaresChain.filter((block) => block.hash !== HASH)) {
      await expect(verify(json, hash)).rejects.toThrow("for another block");
      await expect(verify(text, hash)).rejects.toThrow("does not lead");
    }
  });

  test("if any bit of its leaf, path or root is flipped", async () => {
    for (const proof of proofs) {
      const { path, leaf, checkpoint } = proof;
      const { root } = parseCheckpoint(parseNote(checkpoint).text);
      const encoded = Buffer.from(root).toString("base64");
      for (let bit = 0; bit < 256; bit += 1) {
        const forgedRoot = Buffer.from(withBitFlipped(root, bit)).toString("base64");
        const forgeries = [
          ...path.map((hash, place) => ({ ...proof, path: path.with(place, withBitFlipped(hash, bit)) })),
          { ...proof, checkpoint: checkpoint.replace(encoded, forgedRoot) },
          ...(leaf ? [{ ...proof, leaf: withBitFlipped(leaf, bit) }] : []),
        ];
        for (const forged of forgeries) await expect(verify(forged)).rejects.toMatchObject(malformed);
      }
    }
  });

  test("with any other index or size, or the checkpoint of another size", async () => {
    const numbers = Array.from({ length: 64 }, (_, number) => number);
    for (const proof of proofs) {
      for (const leafIndex of numbers.filter((number) => number !== proof.leafIndex)) {
        await expect(verify({ ...proof, leafIndex })).rejects.toMatchObject(malformed);
      }
      for (const treeSize of numbers.filter((number) => number !== SIZE)) {
        await expect(verify({ ...proof, treeSize })).rejects.toThrow("tree_size");
        const checkpoint = proof.checkpoint.replace(`\n${SIZE}\n`, `\n${treeSize}\n`);
        await expect(verify({ ...proof, checkpoint })).rejects.toThrow("not valid");
      }
    }
    for (const size of [4, 5]) {
      const forged = parseReceipt(
        JSON.stringify({ ...RECEIPT, tree_size: size, checkpoint: evidence.checkpoint(size) }),
      );
      await expect(verify(forged)).rejects.toThrow("does not lead");
    }
  });

  test("with a checkpoint of another key or another ledger", async () => {
    for (const notary of [new Notary(ledger.name, "another"), new Notary("other.example/ledgers/main", ledger.name)]) {
      const forged = new Evidence(squaresChain, notary).receipt(4);
      await expect(verify(parseReceipt(JSON.stringify(forged)))).rejects.toMatchObject(malformed);
    }
  });

  const lines = PROOF_TEXT.split("\n");
  const without = (field: string) => JSON.stringify({ ...RECEIPT, [field]: undefined });
  test.each<[string, string]>([
    ["no characters", ""],
    ["another text", "text"],
    ["another version", PROOF_TEXT.replace("@v1", "@v10")],
    ["no index", PROOF_TEXT.replace("index 3\n", "")],
    ["an index with leading zeros", PROOF_TEXT.replace("index 3", "index 03")],
    ["a negative index", PROOF_TEXT.replace("index 3", "index -3")],
    ["an index of 2^53", PROOF_TEXT.replace("index 3", `index ${2 ** 53}`)],
    ["two lines of extra data", PROOF_TEXT.replace("\n", "\nextra AAAA\nextra AAAA\n")],
    ["extra data after the index", PROOF_TEXT.replace("index 3\n", "index 3\nextra AAAA\n")],
    ["a hash of 31 bytes", PROOF_TEXT.replace(lines[2] ?? "", Buffer.alloc(31).toString("base64"))],
    ["a hash in hex", PROOF_TEXT.replace(lines[2] ?? "", RECEIPT.path[0] ?? "")],
    ["no checkpoint", PROOF_TEXT.slice(0, PROOF_TEXT.indexOf("\n\n"))],
    ["carriage returns", PROOF_TEXT.replaceAll("\n", "\r\n")],
    ["broken JSON", JSON_TEXT.slice(0, -1)],
    ["no leaf_index", without("leaf_index")],
    ["no tree_size", without("tree_size")],
    ["no leaf_hash", without("leaf_hash")],
    ["no path", without("path")],
    ["no checkpoint in JSON", without("checkpoint")],
    ["a path that is text", JSON.stringify({ ...RECEIPT, path: RECEIPT.path.join("") })],
    ["a path of numbers", JSON.stringify({ ...RECEIPT, path: [1, 2] })],
    ["upper case in a hash", JSON.stringify({ ...RECEIPT, leaf_hash: RECEIPT.leaf_hash.toUpperCase() })],
    ["an index that is text", JSON.stringify({ ...RECEIPT, leaf_index: "3" })],
    ["an index that is not an integer", JSON.stringify({ ...RECEIPT, leaf_index: 3.5 })],
    ["a negative size", JSON.stringify({ ...RECEIPT, tree_size: -6 })],
    ["a receipt within a receipt", JSON.stringify({ receipt: { receipt: RECEIPT } })],
    ["extra data that is not base64", PROOF_TEXT.replace("\n", "\nextra !!!\n")],
    ["extra data in base64url", PROOF_TEXT.replace("\n", "\nextra _-8=\n")],
    ["extra data without its padding", PROOF_TEXT.replace("\n", "\nextra AAA\n")],
    ["extra data with trailing bits", PROOF_TEXT.replace("\n", "\nextra AB==\n")],
    ["extra data with a trailing space", PROOF_TEXT.replace("\n", "\nextra AAAA \n")],
    ["empty extra data", PROOF_TEXT.replace("\n", "\nextra \n")],
    ["a repeated name", JSON_TEXT.replace("{", '{"leaf_index":3,')],
    ["a repeated name, once escaped", JSON_TEXT.replace("{", '{"leaf\\u005findex":4,')],
    ["a repeated name outside the receipt", JSON_TEXT.replace("{", '{"x":{"y":1,"y":1},')],
    [
      "an index that rounds to the correct one",
      JSON_TEXT.replace(/"leaf_index":3/, '"leaf_index":3.00000000000000000001'),
    ],
    ["a lone surrogate", JSON_TEXT.replace("{", '{"note":"\\ud800",')],
    ["deep nesting", JSON_TEXT.replace("{", `{"x":${"[".repeat(1e5)}${"]".repeat(1e5)},`)],
  ])("as malformed with %s", (_, text) => {
    expect(() => parseReceipt(text)).toThrow(expect.objectContaining(malformed));
  });

  test("as malformed, and for no other reason, whatever text is given", async () => {
    const edited = fc
      .tuple(fc.constantFrom(JSON_TEXT, PROOF_TEXT), fc.nat(), fc.nat(5), fc.string({ unit: "binary", maxLength: 3 }))
      .map(([text, number, cut, put]) => {
        const place = number % text.length;
        return text.slice(0, place) + put + text.slice(place + cut);
      });
    const values = fc.json().map((json) => json.replace(/"[^"]*":/, () => '"receipt":'));
    const texts = fc.oneof(fc.string({ unit: "binary" }), fc.json(), values, edited);
    const property = fc.asyncProperty(texts, async (text) => {
      try {
        const { size, origin } = await verify(parseReceipt(text));
        // A text that still proves the block is the same receipt, except for parts outside the proof.
        expect({ size, origin }).toEqual({ size: SIZE, origin: ledger.name });
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
      }
    });
    await fc.assert(property, { numRuns: 2000 });
  });

  test("as malformed if a line of it is very long", () => {
    const long = PROOF_TEXT.replace(lines[2] ?? "", "A".repeat(2 ** 20));
    expect(() => parseReceipt(long)).toThrow(expect.objectContaining(malformed));
  });
});

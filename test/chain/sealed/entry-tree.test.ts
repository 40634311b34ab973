import { describe, expect, test } from "vitest";
import { hex } from "../../../src/chain/text/hex.ts";
import { verifyInclusion } from "../../../src/chain/merkle-tree.ts";
import { canonicalEntry, entryLeaf, type Entry, recordEntryText } from "../../../src/chain/sealed/entry.ts";
import { parseEntryText, recordCommitment } from "../../../src/chain/sealed/entry-text.ts";
import { EntryTree } from "../../../src/chain/sealed/entry-tree.ts";
import { ReferenceTree } from "../../support/chain/rfc6962.ts";
import { commitment, entryTree, jcs, record, rootOf } from "../../support/chain/sealed-builder.ts";

const texts = Array.from({ length: 200 }, (_, n) => canonicalEntry(record(n)));
const reference = (entries: readonly string[]) => new ReferenceTree(entries.map((text) => Buffer.from(text)));

describe("the tree over a block's entries", () => {
  test("has the root and the paths of RFC 6962, for every size and position", async () => {
    for (let size = 1; size <= 70; size++) {
      const tree = await EntryTree.of(texts.slice(0, size));
      const expected = reference(texts.slice(0, size));
      expect(tree.size).toBe(size);
      expect(hex(tree.root)).toBe(expected.root(size).toString("hex"));
      for (let position = 0; position < size; position++) {
        const path = expected.inclusion(position, size).map((hash) => hash.toString("hex"));
        expect(tree.path(position).map(hex)).toEqual(path);
        expect(tree.leaf(position)).toEqual(await entryLeaf(texts[position] ?? ""));
      }
    }
  });

  test("has paths of a thousand entries that the code verifies", async () => {
    const many = Array.from({ length: 1000 }, (_, n) => recordEntryText(commitment(n)));
    const tree = await EntryTree.of(many);
    for (const position of [0, 1, 511, 512, 767, 998, 999]) {
      const leaf = await entryLeaf(many[position] ?? "");
      expect(await verifyInclusion(position, 1000, leaf, tree.path(position), tree.root)).toBe(true);
      expect(await verifyInclusion(position ^ 1, 1000, leaf, tree.path(position), tree.root)).toBe(false);
    }
  });

  test("has the hash of nothing as its root without entries", async () => {
    expect(hex((await EntryTree.of([])).root)).toBe(reference([]).root(0).toString("hex"));
  });

  test("hashes entries of every length, and several trees at once", async () => {
    const lengths = [0, 1, 2047, 2048, 2049, 5000, 100_000];
    const lists = lengths.map((length) => ["é".repeat(length), "𠮷".repeat(length / 2), "x".repeat(length)]);
    const trees = await Promise.all(lists.map((list) => EntryTree.of(list)));
    expect(trees.map(({ root }) => hex(root))).toEqual(lists.map((list) => reference(list).root(3).toString("hex")));
  });
});

describe("the canonical text of an entry", () => {
  test("is that of RFC 8785, also where a record's entry is not as it should be", () => {
    const odd: object[] = [
      record(1),
      { ...record(1), patient_name: "Alice" },
      { kind: "record", author: "x" },
      { kind: "record", commitment: 'quoted"' },
      { kind: "record", commitment: 5 },
      { commitment: commitment(1), kind: "record" },
    ];
    for (const entry of odd) expect(canonicalEntry(entry as Entry)).toBe(jcs(entry));
    expect(rootOf([record(1)])).toBe(
      entryTree([record(1)])
        .root(1)
        .toString("hex"),
    );
  });

  test("tells the commitment of an unsigned record without being parsed, and of nothing else", () => {
    const text = recordEntryText(commitment(1));
    expect(recordCommitment(text)).toBe(commitment(1));
    for (let at = 0; at < text.length; at++) {
      for (const character of ["0", "A", '"', " ", "é"]) {
        const edited = text.slice(0, at) + character + text.slice(at + 1);
        const found = recordCommitment(edited);
        expect(found === undefined || recordEntryText(found) === edited).toBe(true);
      }
      expect(recordCommitment(text.slice(0, at) + text.slice(at + 1))).toBeUndefined();
    }
    expect(recordCommitment(text.replace(commitment(1), commitment(1).toUpperCase()))).toBeUndefined();
  });

  test.each([
    "",
    "null",
    "[]",
    '"x"',
    "5",
    "{}x",
    '{"a":1,"a":1}',
    '{"b":1,"a":1}',
    '{"a":1.0}',
    '{"a": 1}',
    '{"a":"\\u0061"}',
    '{"a":"\\ud800"}',
  ])("is not %j", (text) => {
    expect(() => parseEntryText(text)).toThrow(expect.objectContaining({ name: "JsonFault" }));
  });

  test("is parsed to what was serialized", () => {
    for (const entry of [{}, record(1), { kind: "note", text: "é\n", at: { b: [1, null], a: true } }]) {
      expect(parseEntryText(jcs(entry))).toEqual(entry);
    }
  });
});

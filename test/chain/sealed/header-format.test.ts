import { describe, expect, test } from "vitest";
import { canonicalText } from "../../../src/chain/text/canonical.ts";
import { formatFault } from "../../../src/chain/format.ts";
import { JsonFault } from "../../../src/chain/text/json.ts";
import { anyFormatFault, isSealed } from "../../../src/chain/kind.ts";
import {
  canonicalHeader,
  HEADER_FIELDS,
  headerOf,
  type SealedBlock,
  sealHeader,
} from "../../../src/chain/sealed/header.ts";
import { headerFormatFault, sealedFormatFault } from "../../../src/chain/sealed/header-format.ts";
import { squaresChain } from "../../support/chain/chains.ts";
import { sealedChains, sealedVectors } from "../../support/chain/sealed-chains.ts";

const block = sealedVectors.chain[1] as SealedBlock;
const header = headerOf(block);
const SECRET = "Eve-4711";

describe("the format of a header", () => {
  test.each(sealedChains)("is that of every block of the $name vector chain", ({ chain }) => {
    for (const each of chain) {
      expect(sealedFormatFault(each)).toBeUndefined();
      expect(headerFormatFault(headerOf(each))).toBeUndefined();
      expect(Object.keys(headerOf(each))).toEqual([...HEADER_FIELDS]);
      expect(anyFormatFault(each)).toBeUndefined();
    }
  });

  test.each(HEADER_FIELDS)("needs %s, of its type and in its range", (name) => {
    const { [name]: _, ...rest } = header;
    const wrong = [
      null,
      true,
      {},
      [],
      "",
      " ",
      SECRET,
      "0".repeat(63),
      "A".repeat(64),
      -1,
      0.5,
      2 ** 53,
      "1",
      undefined,
    ];
    for (const value of wrong) {
      for (const fault of [
        headerFormatFault({ ...header, [name]: value }),
        sealedFormatFault({ ...block, [name]: value }),
      ]) {
        expect(fault?.expected).toMatch(new RegExp(`^${name}: `));
        expect(JSON.stringify(fault)).not.toContain(SECRET);
      }
    }
    expect(headerFormatFault(rest)).toMatchObject({ actual: `${name}: absent` });
  });

  test.each<[string, unknown]>([
    ["index", 0],
    ["first_entry", 0],
    ["last_entry", 0],
    ["difficulty", 7],
    ["difficulty", 33],
    ["proof", 2 ** 32],
    ["mined_by", "dr-rao"],
    ["mined_by", "0123456789ABCDEF"],
    ["mined_by", "0123456789abcde"],
    ["mined_by", "0123456789abcdef\n"],
    ["previous_hash", "1"],
    ["timestamp", "2026-02-30T00:00:00.000Z"],
  ])("does not allow %s to be %j", (name, value) => {
    expect(headerFormatFault({ ...header, [name]: value })?.expected).toMatch(new RegExp(`^${name}: `));
  });

  test("has no other attributes: no entries in a header alone, no patient data in a block", () => {
    const other = { expected: "no other attribute", actual: "an unknown attribute" };
    expect(headerFormatFault(block)).toEqual(other);
    for (const name of ["patient_name", "author", SECRET, "__proto__", "toString"]) {
      expect(sealedFormatFault(Object.fromEntries([...Object.entries(block), [name, SECRET]]))).toEqual(other);
    }
  });

  test.each([undefined, null, {}, "", [null], [5], ["x"], [[]], [block.entries[0], null]])(
    "does not allow entries to be %j",
    (entries) => {
      expect(sealedFormatFault({ ...block, entries })).toMatchObject({ expected: "entries: a list of objects" });
    },
  );

  test.each([undefined, null, 0, "", [], [block], new JsonFault("is not JSON")])("is not that of %s", (value) => {
    expect(sealedFormatFault(value)?.expected).toMatch(/^a block/);
    expect(headerFormatFault(value)?.expected).toMatch(/^a header/);
    expect(anyFormatFault(value)).toBeDefined();
  });

  test("is told from a plain block's by what only one of them has", () => {
    expect([block, header, { entries: 1 }].map(isSealed)).toEqual([true, true, true]);
    expect([squaresChain[0], null, undefined, 5, [], {}].map(isSealed)).toEqual(Array(6).fill(false));
    expect(formatFault(block)).toBeDefined();
    for (const plain of squaresChain) expect(anyFormatFault(plain)).toBeUndefined();
  });
});

test.each(sealedChains)(
  "the headers of the $name vector chain are sealed with the hashes that they have",
  async ({ chain }) => {
    for (const each of chain) {
      const { proof, hash, ...candidate } = headerOf(each);
      expect(await sealHeader(candidate, proof)).toEqual(headerOf(each));
      expect(Object.keys(await sealHeader(candidate, proof))).toEqual([...HEADER_FIELDS]);
      expect(canonicalHeader({ ...candidate, proof })).toBe(canonicalText({ ...candidate, proof }));
      expect(hash).toMatch(/^00/);
    }
  },
);

import { hash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { kernel } from "../support/chain/kernels.ts";
import {
  type Block,
  BLOCK_FIELDS,
  GENESIS,
  candidateBlock,
  canonicalBlock,
  hashBlock,
  sealBlock,
  type UnhashedBlock,
  withProof,
} from "../../src/chain/block.ts";
import { canonicalBytes, canonicalText } from "../../src/chain/text/canonical.ts";
import { hex } from "../../src/chain/text/hex.ts";
import { isSquaresProof } from "../../src/chain/proof-of-work.ts";
import { simdSearch } from "../../src/mining/simd-search.ts";
import { findSquaresProof } from "../../src/mining/subtle-search.ts";
import { ChainValidator } from "../../src/chain/validation.ts";
import { validateChain } from "../../src/chain/validator.ts";
import {
  ANY_TIME,
  blockAt,
  blockHashChain,
  chains,
  correctionsChains,
  mineSquaresChain,
  reseal,
  squaresChain,
  squaresGenesis,
  squaresProofs,
  tipOf,
} from "../support/chain/chains.ts";

/** The result of the code's own search after each proof of the vector but the last. */
const found = new Map<number, number | undefined>();

// About 360,000 hashes, each a round trip to Node's thread pool, so two tests share the results.
beforeAll(async () => {
  const searches = squaresProofs.slice(0, -1).map(async (proof) => {
    return [proof, await findSquaresProof(proof, () => Promise.resolve(true))] as const;
  });
  for (const [proof, next] of await Promise.all(searches)) found.set(proof, next);
}, 120_000);

/** The candidate for a vector's block, made from a ledger's inputs: record, miner and time. */
function candidateLike(tip: Block, block: Block) {
  return candidateBlock(tip, block, block.mined_by, Date.parse(block.timestamp));
}

describe.each([...chains, ...correctionsChains])("the vector chain of the $puzzle puzzle", ({ chain }) => {
  test("has the hashes that the code computes", async () => {
    const hashes = await Promise.all(chain.map((block) => hashBlock(block)));
    expect(hashes).toEqual(chain.map((block) => block.hash));
  });

  test("is valid", async () => {
    expect(await validateChain(chain)).toEqual({ valid: true, length: chain.length, head: tipOf(chain).hash });
  });

  test("has the same hashes whatever the order of a block's attributes", async () => {
    for (const block of chain) {
      const reversed = Object.fromEntries(Object.entries(block).toReversed()) as unknown as UnhashedBlock;
      expect(await hashBlock(reversed)).toBe(block.hash);
    }
  });
});

describe.each(correctionsChains)("the $puzzle chain with an author and a correction", ({ chain }) => {
  test("equals canonical JSON and SHA-256 of its blocks, byte for byte", async () => {
    for (const { hash: expected, ...content } of chain) {
      expect(canonicalBlock(content)).toBe(canonicalText(content));
      expect(hash("sha256", canonicalText(content))).toBe(expected);
    }
  });

  test("is also accepted as lines", async () => {
    const [genesis, ...rest] = chain as [Block, ...Block[]];
    const lines = rest.map((block) => block.hash + canonicalBlock(block)).join("\n");
    const validator = ChainValidator.after(genesis, ANY_TIME);
    expect(await validator.follow(new TextEncoder().encode(lines), 3)).toBe(true);
    expect(validator.tip).toEqual(tipOf(chain));
  });

  test("is reproduced from the candidate of its second block, which names its author", async () => {
    const [tip, block] = [blockAt(chain, 1), blockAt(chain, 2)];
    const candidate = candidateBlock(tip, block, "miner-7", Date.parse(block.timestamp), "dr-rao");
    const rebuilt = await sealBlock(withProof(candidate, block.proof));
    expect(rebuilt).toEqual(block);
    const others = BLOCK_FIELDS.filter((name) => name in block);
    expect(Object.keys(rebuilt)).toEqual(others);
  });
});

describe("rebuilding the vector chains", () => {
  test("mines the squares chain again from its records, with the proofs that the search finds", async () => {
    const rebuilt = [await squaresGenesis(Date.parse(blockAt(squaresChain, 1).timestamp))];
    for (const block of squaresChain.slice(1)) {
      const tip = tipOf(rebuilt);
      const proof = found.get(tip.proof);
      if (proof === undefined) throw new Error(`nothing was found after proof ${tip.proof}`);
      rebuilt.push(await sealBlock(withProof(candidateLike(tip, block), proof)));
    }
    expect(rebuilt).toEqual(squaresChain);
  });

  test("builds the block-hash chain again from its records and nonces", async () => {
    const { timestamp, difficulty, proof } = blockAt(blockHashChain, 1);
    if (difficulty === undefined) throw new Error("the vector's genesis has no difficulty");
    const rebuilt = [await sealBlock(withProof({ ...GENESIS, timestamp, difficulty }, proof))];
    for (const block of blockHashChain.slice(1)) {
      rebuilt.push(await sealBlock(withProof(candidateLike(tipOf(rebuilt), block), block.proof)));
    }
    expect(rebuilt).toEqual(blockHashChain);
  });

  test.each(chains)("writes the attributes of a $puzzle block in the order of the vectors", async ({ chain }) => {
    const [tip, block] = [blockAt(chain, 1), blockAt(chain, 2)];
    const rebuilt = await sealBlock(withProof(candidateLike(tip, block), block.proof));
    expect(JSON.stringify(rebuilt)).toBe(JSON.stringify(block));
  });
});

describe("the proofs of the squares puzzle", () => {
  test("are each what the search finds after the previous one", () => {
    expect([...found]).toEqual(squaresProofs.slice(0, -1).map((proof, place) => [proof, squaresProofs[place + 1]]));
  });

  test("repeat after 225 distinct ones, and longer chains are still valid", async () => {
    const proofs: number[] = [];
    // The position of each proof. This takes 15 million hashes, so the kernel walks and `crypto.subtle` checks its
    // steps.
    const places = new Map<number, number>();
    const { squaresProof } = simdSearch(kernel);
    let next = 1;
    while (!places.has(next)) {
      places.set(next, proofs.length);
      proofs.push(next);
      next = (await squaresProof(next, () => Promise.resolve(true))) ?? 0;
    }
    const cycleStart = places.get(next);
    expect({ distinct: proofs.length, cycleStart, largest: Math.max(...proofs) }).toEqual({
      distinct: 225,
      cycleStart: 67,
      largest: 346_464,
    });
    expect(proofs.slice(0, squaresProofs.length)).toEqual(squaresProofs);

    const repeated = [...proofs, ...proofs.slice(cycleStart)];
    const solved = await Promise.all(
      repeated.slice(1).map((proof, place) => isSquaresProof(proof, repeated[place] ?? 0)),
    );
    expect(solved).toEqual(repeated.slice(1).map(() => true));

    const minings = repeated.slice(1).map((_, number) => ({
      record: { patient_name: `Patient ${number}`, patient_ID: `P-${number}`, Reg_no: `REG-${number}` },
      minedBy: "dr-rao",
      now: number,
    }));
    const chain = await mineSquaresChain(minings, repeated);
    expect(await validateChain(chain)).toMatchObject({ valid: true, length: 225 + 158 });

    // The validator's cache of the first cycle must not vouch for a wrong proof in the second.
    const last = tipOf(chain);
    const unmined = await reseal(last, { proof: last.proof + 1 });
    const verdict = await validateChain([...chain.slice(0, -1), unmined]);
    expect(verdict).toMatchObject({ valid: false, fault: { index: 225 + 158, rule: "proof" } });
  });
});

describe("canonical JSON (RFC 8785)", () => {
  test("writes the sample object of section 3.2.2 with the bytes of section 3.2.4", () => {
    const sample = JSON.parse(
      String.raw`{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }`,
    ) as object;
    expect(canonicalText(sample)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
    expect(hex(canonicalBytes(sample))).toBe(
      [
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a",
        "5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d3237",
        "5d2c22737472696e67223a22e282ac245c75303030665c6e412742",
        "5c225c5c5c5c5c222f227d",
      ].join(""),
    );
  });

  test("sorts attributes by their UTF-16 code units, as section 3.2.3 does", () => {
    const sample = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    expect(Object.values(JSON.parse(canonicalText(sample)) as object)).toEqual([
      // JavaScript itself puts integer-like keys first.
      "One",
      "Carriage Return",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
    expect(canonicalText(sample)).toMatch(/^\{"\\r":"Carriage Return","1":"One","\u0080":"Control",/);
  });

  test.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
  ])("writes the number of bits %s as %s, as appendix B does", (bits, text) => {
    expect(canonicalText([numberOfBits(bits)])).toBe(`[${text}]`);
  });

  test.each(["7fffffffffffffff", "7ff0000000000000"])(
    "refuses the number of bits %s, which JSON cannot represent",
    (bits) => {
      expect(() => canonicalText([numberOfBits(bits)])).toThrow(/not allowed/);
    },
  );

  test("escapes only what JSON requires: quotes, backslashes and control characters below space", () => {
    expect(canonicalText(['\b\t\n\f\r\u0000\u001f"\\'])).toBe(String.raw`["\b\t\n\f\r\u0000\u001f\"\\"]`);
    expect(canonicalText(["/<>&'\u007f\u2028\u2029é𠮷"])).toBe('["/<>&\'\u007f\u2028\u2029é𠮷"]');
  });

  test.each(["\ud800", "\udc00", "a\ud83dz", "\ude00\ud83d"])(
    "refuses the lone surrogate in %j (section 3.2.2.2)",
    (text) => {
      expect(() => canonicalText({ patient_name: text })).toThrow(/surrogate/);
      expect(() => canonicalText({ [text]: "a name" })).toThrow(/surrogate/);
    },
  );

  test("does not normalize: two spellings of one letter stay different", () => {
    expect(canonicalText(["\u00e9"])).not.toBe(canonicalText(["e\u0301"]));
  });
});

function numberOfBits(bits: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}

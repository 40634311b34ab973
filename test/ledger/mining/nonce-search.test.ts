import { afterEach, expect, test, vi } from "vitest";
import { candidateBlock } from "../../../src/chain/block.ts";
import { HASHES_PER_PAUSE, subtleSearch } from "../../../src/mining/subtle-search.ts";
import { HASHES_PER_STRETCH } from "../../../src/mining/simd-search.ts";
import { nonceSearch } from "../../../src/ledger/mining/chosen-search.ts";
import squaresProofs from "../../vectors/squares-proofs.json";
import blockHashChain from "../../vectors/block-hash-chain.json";

const always = () => Promise.resolve(true);

afterEach(() => {
  vi.restoreAllMocks();
});

test("a ledger searches with crypto.subtle by default", () => {
  for (const setting of ["subtle", undefined, "", "SIMD"]) expect(nonceSearch(setting)).toBe(subtleSearch);
});

test("a ledger that is configured to search with the kernel finds the same proofs", async () => {
  const search = nonceSearch("simd");
  for (const [place, proof] of squaresProofs.slice(1).entries()) {
    expect(await search.squaresProof(squaresProofs[place] ?? 0, always)).toBe(proof);
  }
  for (const { hash: _, proof, ...candidate } of blockHashChain) {
    expect(await search.nonce(candidate, 12, always)).toBe(proof);
  }
});

test("the kernel runs in workerd: it does more hashes before its first pause than crypto.subtle", async () => {
  const attempts: number[] = [];
  const pause = async (tried: number) => attempts.push(tried) < 0;
  expect(await nonceSearch("simd").squaresProof(533, pause)).toBeUndefined();
  expect(await nonceSearch("subtle").squaresProof(533, pause)).toBeUndefined();
  expect(attempts).toEqual([HASHES_PER_STRETCH, HASHES_PER_PAUSE]);
});

test("crypto.subtle confirms what the kernel finds", async () => {
  const digest = vi.spyOn(crypto.subtle, "digest");
  await nonceSearch("simd").squaresProof(1, always);
  expect(digest).toHaveBeenCalledOnce();
  const tip = blockHashChain[0];
  if (!tip) throw new Error("the vectors have no block");
  const candidate = candidateBlock(tip, { patient_name: "Ana", patient_ID: "1", Reg_no: "2" }, "ana", 0);
  await nonceSearch("simd").nonce(candidate, 8, always);
  expect(digest).toHaveBeenCalledTimes(2);
});

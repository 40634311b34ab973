/** How fast this browser hashes and verifies, on one core. */
import type { CandidateBlock } from "../../../../chain/block.ts";
import { searchInBrowser } from "../../../browser-search.ts";

/** What a core does in a second. */
export interface CoreRates {
  readonly hashes: number;
  readonly signatures: number;
}

/** How long each measurement takes, in milliseconds. */
const DURATION = 1500;

/** A block whose proof is not found while the speed is measured. */
const CANDIDATE: CandidateBlock = {
  index: 2,
  timestamp: "2026-01-01T00:00:00.000Z",
  patient_name: "Measured",
  patient_ID: "0",
  Reg_no: "0",
  mined_by: "this browser",
  previous_hash: "0".repeat(64),
  difficulty: 60,
};

/** Measures one core of this browser, first its hashes and then its signatures. It takes about two seconds. */
export async function measureCore(): Promise<CoreRates> {
  const hashes = await measureHashes();
  return { hashes, signatures: await measureSignatures() };
}

/** Measures with the engine of the page's miner. */
async function measureHashes(): Promise<number> {
  let rate = 0;
  const task = { work: { candidate: CANDIDATE, tip: { proof: 1 } }, engine: "simd", isRace: false } as const;
  await searchInBrowser(task, AbortSignal.timeout(DURATION), ({ attempts, milliseconds }) => {
    rate = (attempts / milliseconds) * 1000;
  });
  return rate;
}

async function measureSignatures(): Promise<number> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
  const content = new TextEncoder().encode("a block");
  const signature = await crypto.subtle.sign(algorithm, privateKey, content);
  const start = performance.now();
  let verified = 0;
  while (performance.now() - start < DURATION / 3) {
    await crypto.subtle.verify(algorithm, publicKey, signature, content);
    verified++;
  }
  return (verified / (performance.now() - start)) * 1000;
}

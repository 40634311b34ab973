import { type Block, type CandidateBlock, sealBlock, withProof } from "../../../src/chain/block.ts";
import { hasLeadingZeroBits } from "../../../src/chain/proof-of-work.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { bearer, post } from "../worker/client.ts";

/** The work that an external miner gets from the ledger. */
export interface WorkBody {
  readonly puzzle: string;
  readonly difficulty?: number;
  readonly tip: Pick<Block, "index" | "proof" | "hash">;
  readonly candidate: CandidateBlock;
}

/** Requests work as a subject, on the ledger at a path prefix. */
export async function work(record: PatientRecord, prefix = "", sub = "dr-rao"): Promise<WorkBody> {
  const response = await post(`${prefix}/work`, record, await bearer({ sub }));
  if (response.status !== 200) throw new Error(`no work: ${await response.text()}`);
  return response.json<WorkBody>();
}

/** Submits work as a subject. */
export async function submit(record: PatientRecord, found: object, prefix = "", sub = "dr-rao"): Promise<Response> {
  return post(`${prefix}/mine_block`, { ...record, ...found }, await bearer({ sub }));
}

async function isSolution(candidate: CandidateBlock, proof: number): Promise<boolean> {
  return hasLeadingZeroBits((await sealBlock(withProof(candidate, proof))).hash, candidate.difficulty ?? 0);
}

/**
 * The smallest nonce that solves a `block-hash` candidate and none of the others. At a low difficulty, one nonce may
 * happen to solve two candidates.
 */
export async function nonceFor(candidate: CandidateBlock, ...others: CandidateBlock[]): Promise<number> {
  search: for (let proof = 0; ; proof++) {
    if (!(await isSolution(candidate, proof))) continue;
    for (const other of others) if (await isSolution(other, proof)) continue search;
    return proof;
  }
}

/** The smallest nonce that does not solve a `block-hash` candidate. */
export async function wrongNonceFor(candidate: CandidateBlock): Promise<number> {
  for (let proof = 0; ; proof++) if (!(await isSolution(candidate, proof))) return proof;
}

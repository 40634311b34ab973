import type { CandidateBlock } from "../../src/chain/block.ts";

/** No smaller proof than the second solves the `squares` puzzle after the first: the longest search there is. */
export const LONGEST = { previousProof: 23_939, proof: 346_464 } as const;

/** More zero bits than the nonces that are tried here give. */
export const HARDEST = 32;

/** A block of common length. */
export const CANDIDATE: CandidateBlock = {
  index: 1000,
  timestamp: "2026-01-02T00:00:00.000Z",
  patient_name: "Patient 1000 of Springfield",
  patient_ID: "P-2026-1000",
  Reg_no: "REG-2026-1000",
  mined_by: "clinic-40",
  difficulty: HARDEST,
  previous_hash: "000000faf8b364c2d013e00b2c08f53055f694d9602d5fff473d21b174835248",
};

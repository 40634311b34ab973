import type { CandidateBlock } from "../../src/chain/block.ts";

/** The longest search there is: no proof smaller than this solves the `squares` puzzle after that previous proof. */
export const LONGEST = { previousProof: 23_939, proof: 346_464 } as const;

/** More zero bits than any nonce tried here yields. */
export const HARDEST = 32;

/** A block of typical length. */
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

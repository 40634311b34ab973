import * as fc from "fast-check";
import { expect, test } from "vitest";
import { candidateBlock, hashBlock, withProof } from "../../src/chain/block.ts";
import { subjectOf } from "../../src/class/class-names.ts";

const tip = {
  index: 1,
  timestamp: "2026-11-27T10:00:00.000Z",
  patient_name: "Genesis",
  patient_ID: "0",
  Reg_no: "0",
  mined_by: "genesis",
  difficulty: 20,
  proof: 0,
  previous_hash: "0",
  hash: "0".repeat(64),
};

test("students who mine the same record at the same moment search different blocks, whatever nonces they start at", async () => {
  const student = fc.integer({ min: 1, max: 99 });
  const nonce = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const record = { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" };
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(student, { minLength: 2, maxLength: 6 }), nonce, async (students, proof) => {
      const hashes = students.map((number) =>
        hashBlock(withProof(candidateBlock(tip, record, subjectOf(number), 0), proof)),
      );
      expect(new Set(await Promise.all(hashes)).size).toBe(students.length);
    }),
  );
});

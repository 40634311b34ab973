import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import { LedgerClient, registerRecord, registerRecords } from "../../src/client/index.ts";
import { FakeLedger, problem } from "../support/cli/fake-ledger.ts";

vi.mock(import("../../src/client/transport/waiting.ts"), async (load) => ({
  ...(await load()),
  pause: async () => {},
}));

const ledger = new FakeLedger();

/** What may happen to a request: the ledger does not get it, or does its work and its answer is lost. */
const failure = fc.constantFrom(
  "hang up" as const,
  problem(503, "ledger-unavailable", { "Retry-After": "1" }),
  problem(500, "internal-error"),
  problem(429, "rate-limited", { "Retry-After": "1" }),
  { status: 502, type: "text/html", body: "<html>" },
);
const record: fc.Arbitrary<PatientRecord> = fc
  .nat(5)
  .map((number) => ({ patient_name: "Alice", patient_ID: "P-1", Reg_no: `R-${number}` }));

const step = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 4 }),
  inBatch: fc.boolean(),
  failures: fc.array(failure, { maxLength: 4 }),
});

test("every record is registered exactly once, whatever happens to requests and answers", async () => {
  const client = new LedgerClient({ url: ledger.url, token: async () => "token" });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      ledger.reset();
      const wanted = new Set<string>();
      const refused: unknown[] = [];
      for (const { records, inBatch, failures } of steps) {
        const left = [...failures];
        ledger.instead = () => left.shift();
        for (const { Reg_no } of records) wanted.add(Reg_no);
        if (inBatch) for await (const line of registerRecords(client, records)) refused.push(line.problem);
        for (const each of records) expect(await registerRecord(client, each)).toHaveProperty("receipt");
      }
      const entries = ledger.chain.flatMap((block) => block.entries).filter(({ kind }) => kind === "record");
      expect(entries).toHaveLength(wanted.size);
      expect(refused.filter((reason) => reason !== undefined)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

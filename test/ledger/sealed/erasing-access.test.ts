import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Reader } from "../../../src/ledger/results.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { narrowedTo } from "../../support/ledger/corrections.ts";
import { erase, erasureOf, HOLDER, readOutcome, untilErased } from "../../support/ledger/erasing.ts";
import { FaultyCalls } from "../../support/ledger/faulty-calls.ts";
import { faulty, NAME } from "../../support/ledger/recovery.ts";
import { threeSealed } from "../../support/ledger/sealed-operations.ts";
import { READER, SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { sqlOn } from "../../support/storage/in-runtime.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const FILED_WRONGLY = patient(101).patient_ID;

/** Record 2 was filed under another patient until entry 4 corrected it. Its office holds it. */
beforeEach(async () => {
  await threeSealed(new SealedAcknowledged());
  await valueOf(faulty().correct(2, "any", { ...patient(101), patient_ID: "P-right" }, READER));
  await valueOf(faulty().hold(4, true, HOLDER));
});

let calls: FaultyCalls | undefined;
afterEach(() => {
  calls?.restore();
  calls = undefined;
});

/** What a subject asks for that only those may have who may see the record as it is now. */
const REQUESTS: readonly (readonly [string, string, (reader: Reader) => Promise<{ outcome: string }>])[] = [
  ["ends its hold", "released", (reader) => valueOf(faulty().hold(2, false, { ...reader, subject: HOLDER.subject }))],
  ["holds it", "held", (reader) => valueOf(faulty().hold(2, true, reader))],
  ["erases it", "held", (reader) => valueOf(erase(2, "request", reader))],
  ["asks how far its erasure is", "found", (reader) => valueOf(faulty().erasure(2, reader))],
];

describe("a token that is narrowed to the patient of an earlier version", () => {
  test.each(REQUESTS)("neither %s nor is told anything of it", async (_, granted, request) => {
    await valueOf(erase(4));

    expect(await request(narrowedTo(FILED_WRONGLY))).toEqual({ outcome: "none" });

    // The erasure still waits, so nothing has ended the hold.
    expect(await erasureOf(2)).toBe("pending");
    expect(await readOutcome(4)).toBe("found");
    expect(await request(narrowedTo("P-right"))).toMatchObject({ outcome: granted });
  });
});

describe("asking for the erasure of a record that is held", () => {
  test.each(["is lost", "is run and not answered", "arrives twice"] as const)(
    "begins nothing, so that it is read and corrected as before, even if the call to the vault %s",
    async (effect) => {
      calls = new FaultyCalls();
      calls.plan({ call: 2, effect, times: 1 });
      await erase(2, "retention").catch(() => undefined);
      expect(calls.calls).toEqual(["erasureStatus", "ask"]);

      expect(await sqlOn(NAME, "SELECT * FROM erasures")).toEqual([]);
      expect(await Promise.all([2, 4].map(readOutcome))).toEqual(["found", "found"]);
      const again = { ...patient(101), Reg_no: "R-101-b" };
      expect(await valueOf(faulty().correct(4, "any", again, READER))).toMatchObject({ outcome: "registered" });
      expect(await valueOf(erase(2, "request"))).toEqual({ outcome: "held" });

      await valueOf(faulty().hold(2, false, HOLDER));
      await untilErased(2);
      const reason = effect === "is lost" ? "request" : "retention";
      expect(await valueOf(faulty().erasure(2, READER))).toMatchObject({ found: { state: "done", reason } });
    },
  );
});

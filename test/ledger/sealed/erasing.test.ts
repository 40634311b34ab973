import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openCheckpoint } from "../../../src/evidence/notes/checkpoint.ts";
import { parseEntryReceipt, verifyEntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import { CheckpointSigners } from "../../../src/ledger/signing/checkpoint-signers.ts";
import { RESTORABLE } from "../../../src/chain/sealed/restorable.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import {
  erase,
  erasureOf,
  HOLDER,
  readOutcome,
  registerOutcome,
  secretsOf,
  untilErased,
} from "../../support/ledger/erasing.ts";
import { faulty, NAME } from "../../support/ledger/recovery.ts";
import { threeSealed } from "../../support/ledger/sealed-operations.ts";
import { faultyVault, READER, SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";

deployedWith(SIGNING);

/** Records 2 and 3 are registered; record 2 is corrected by entry 4. */
beforeEach(async () => {
  await threeSealed(new SealedAcknowledged());
  const corrected = { ...patient(101), patient_name: "Asha Rao-Menon", Reg_no: "R-101-b" };
  await valueOf(faulty().correct(2, "any", corrected, READER));
});
afterEach(() => void vi.useRealTimers());

describe("an erasure", () => {
  test("takes all versions, whichever was named, and everything else still proves", async () => {
    const receipt = await valueOf(faulty().recordProof(2, ["Reg_no", "patient_name"], READER));
    const checkpoint = (await valueOf(faulty().checkpoint(0))) ?? "";
    const before = await secretsOf(2, 4);

    const erased = await valueOf(erase(2));
    expect(erased).toMatchObject({ outcome: "erasing", erasure: { reason: "request", entry: 5 } });
    await untilErased(2);

    expect(await valueOf(faulty().erasure(4, READER))).toMatchObject({
      outcome: "found",
      found: { state: "done", entry: 5, reason: "request", final_after: expect.stringMatching(/Z$/) },
    });
    expect(await Promise.all([2, 4, 3].map(readOutcome))).toEqual(["erased", "erased", "found"]);
    expect(await valueOf(faulty().versions(2, READER))).toEqual({ outcome: "erased" });
    expect(await valueOf(faulty().recordProof(4, [], READER))).toEqual({ outcome: "erased" });
    expect(await valueOf(faulty().correct(4, "any", patient(7), READER))).toEqual({ outcome: "erased" });
    expect(await valueOf(faulty().search({ patient_ID: patient(101).patient_ID }, READER))).toMatchObject({
      found: { records: [], missing: [] },
    });
    expect(await valueOf(erase(4))).toMatchObject({ outcome: "erased-before", erasure: { state: "done", entry: 5 } });
    const narrowed = { ...READER, patients: [patient(101).patient_ID] };
    expect(await valueOf(faulty().record(2, narrowed))).toEqual({ outcome: "none" });
    expect(await valueOf(erase(2, "request", narrowed))).toEqual({ outcome: "none" });

    // Nothing that was stored of it is left, and all of it had been there.
    expect(before).toHaveLength(10);
    const after = await secretsOf(2, 4);
    expect(after.map(({ length }) => length)).toEqual(before.map(({ length }) => length));
    expect(after.filter((secret) => before.includes(secret))).toEqual([]);

    // What was handed out before still proves what it said.
    const policy = { ledger: await new CheckpointSigners({ ...env, ...SIGNING }).verifiers(NAME) };
    if (receipt.outcome !== "found") throw new Error("there was no receipt");
    const { disclosed } = await verifyEntryReceipt(parseEntryReceipt(JSON.stringify(receipt.found)), policy);
    expect(disclosed).toMatchObject({ Reg_no: patient(101).Reg_no });
    const saved = await openCheckpoint(checkpoint, policy);
    expect(await valueOf(faulty().validate({ rebuild: true, open: true, saved: [saved] }))).toMatchObject({
      valid: true,
    });
  });

  test("keeps all its registration numbers reserved until final_after, and frees them then", async () => {
    const numbers = [patient(101).Reg_no, "R-101-b"];
    const outcomes = async () =>
      Promise.all(numbers.map((Reg_no, place) => registerOutcome({ ...patient(50 + place), Reg_no })));
    await valueOf(erase(2));
    expect(await outcomes()).toEqual(["erased", "erased"]);
    await untilErased(2);
    const logged = await valueOf(faulty().readsCheckpoint(0));
    expect(await outcomes()).toEqual(["erased", "erased"]);
    // What the vault refused was not registered, so nothing says that it was.
    expect(await valueOf(faulty().readsCheckpoint(0))).toBe(logged);
    expect(await valueOf(faulty().correct(3, "any", { ...patient(102), Reg_no: "R-101-b" }, READER))).toMatchObject({
      outcome: "conflict",
    });

    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + RESTORABLE - 60_000 });
    expect(await outcomes()).toEqual(["erased", "erased"]);
    vi.setSystemTime(Date.now() + 120_000);
    await runDurableObjectAlarm(faultyVault());
    expect(await outcomes()).toEqual(["registered", "registered"]);
  });

  test("waits until everybody who holds the record has ended their own hold", async () => {
    const others = ["a-court", "a-lawyer"].map((subject) => ({ ...HOLDER, subject }));
    for (const holder of [HOLDER, ...others]) await valueOf(faulty().hold(2, true, holder));
    expect(await valueOf(erase(2))).toEqual({ outcome: "held" });

    const stranger = { ...HOLDER, subject: "a-stranger" };
    for (const holder of [stranger, HOLDER, HOLDER, others[0] ?? stranger]) {
      expect(await valueOf(faulty().hold(4, false, holder))).toEqual({ outcome: "released" });
      expect(await readOutcome(2)).toBe("found");
    }
    await valueOf(faulty().hold(4, false, others[1] ?? stranger));
    await untilErased(2);
    expect(await readOutcome(2)).toBe("erased");
  });

  test("of a record that is held is kept, and runs when the hold ends", async () => {
    expect(await valueOf(faulty().hold(2, true, HOLDER))).toEqual({ outcome: "held" });
    expect(await valueOf(faulty().hold(4, true, HOLDER))).toEqual({ outcome: "held" });
    expect(await valueOf(erase(4, "retention", HOLDER))).toEqual({ outcome: "holder" });
    expect(await erasureOf(2)).toBe("none");
    expect(await valueOf(erase(4, "retention"))).toEqual({ outcome: "held" });
    expect(await valueOf(erase(2, "request"))).toEqual({ outcome: "held" });

    expect(await valueOf(faulty().erasure(2, READER))).toEqual({
      outcome: "found",
      found: { state: "pending", reason: "retention" },
    });
    expect(await Promise.all([2, 4].map(readOutcome))).toEqual(["found", "found"]);
    const again = { ...patient(101), Reg_no: "R-101-c" };
    expect(await valueOf(faulty().correct(4, "any", again, READER))).toMatchObject({ outcome: "registered" });

    expect(await valueOf(faulty().hold(2, false, HOLDER))).toEqual({ outcome: "released" });
    await untilErased(2);
    expect(await Promise.all([2, 4, 5].map(readOutcome))).toEqual(["erased", "erased", "erased"]);
    expect(await valueOf(faulty().erasure(2, READER))).toMatchObject({ found: { state: "done", reason: "retention" } });
    expect(await valueOf(faulty().hold(2, true, HOLDER))).toEqual({ outcome: "erased" });
    expect(await valueOf(faulty().hold(2, false, HOLDER))).toEqual({ outcome: "erased" });
  });

  test("of what is no record, or not yet on the chain, erases nothing", async () => {
    for (const number of [0, -1, 1, 5, 99]) {
      expect(await valueOf(erase(number))).toEqual({ outcome: "none" });
      expect(await valueOf(faulty().hold(number, true, HOLDER))).toEqual({ outcome: "none" });
      expect(await erasureOf(number)).toBe("none");
    }
    const other = { ...READER, patients: [patient(102).patient_ID] };
    expect(await valueOf(erase(2, "request", other))).toEqual({ outcome: "none" });
    expect(await valueOf(faulty().hold(2, true, other))).toEqual({ outcome: "none" });
    expect(await valueOf(erase(3, "request", other))).toMatchObject({ outcome: "erasing" });
  });
});

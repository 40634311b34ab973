import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import type { SubmittedRecord } from "../../../src/ledger/results.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { correct } from "../../support/ledger/corrections.ts";
import { erase, evict, untilErased } from "../../support/ledger/erasing.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { faulty } from "../../support/ledger/recovery.ts";
import { openVerdict } from "../../support/ledger/sealed-victim.ts";
import { enrol, newAuthor, revoke } from "../../support/ledger/keys.ts";
import { correcting, signed } from "../../support/ledger/signed.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const mine = async (record: SubmittedRecord) => (await valueOf(faulty().mine(record, "desk"))).outcome;

describe("a ledger that demands signatures", () => {
  test("takes records and corrections only with one, and erasures without", async () => {
    expect(await faulty().create(PUZZLE, "sealed", { signatures: "required" })).toBe("created");
    const key = await generateAuthorKey();
    expect(await enrol(key, { subject: "dr-rao" })).toMatchObject({ outcome: "enrolled" });

    expect(await mine(patient(1))).toBe("signature-required");
    expect(await mine(await signed(patient(1), key))).toBe("registered");
    // Nothing is told of whether a record is there.
    expect(await mine(patient(1))).toBe("signature-required");
    const batch = [patient(2), await signed(patient(3), key), patient(1)];
    expect((await valueOf(faulty().accept(batch, "desk"))).map(({ outcome }) => outcome)).toEqual([
      "signature-required",
      "pending",
      "signature-required",
    ]);
    const next = { ...patient(1), patient_name: "Another" };
    expect((await correct(99, next)).outcome).toBe("none");
    expect((await correct(3, next, { expected: ["another"] })).outcome).toBe("outdated");
    expect((await correct(3, next)).outcome).toBe("signature-required");
    expect((await correct(3, await correcting(3, next, await newAuthor("dr-lee")))).outcome).toBe("registered");
    expect(await valueOf(erase(3))).toMatchObject({ outcome: "erasing" });
    await untilErased(3);
    expect(await openVerdict()).toBe("valid");

    // What is enforced is what genesis says, not what somebody notes.
    await runInDurableObject(faulty(), (_, { storage: { kv } }) => {
      const { authors: __, ...rest } = kv.get<{ authors?: unknown }>("sealed") ?? {};
      kv.put("sealed", rest);
    });
    await evict();
    expect(await mine(patient(7))).toBe("signature-required");
    expect(await revoke(key)).toMatchObject({ outcome: "revoked" });
    expect(await openVerdict()).toBe("valid");
  });
});

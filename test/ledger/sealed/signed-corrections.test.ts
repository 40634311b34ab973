import { beforeEach, describe, expect, test } from "vitest";
import { type AuthorKey, generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import type { SubmittedRecord } from "../../../src/ledger/results.ts";
import { CLERK, correct } from "../../support/ledger/corrections.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { faulty } from "../../support/ledger/recovery.ts";
import { openVerdict } from "../../support/ledger/sealed-victim.ts";
import { newAuthor, revoke } from "../../support/ledger/keys.ts";
import {
  changed,
  type Context,
  contextOf,
  correcting,
  entryAt,
  outcomeOf,
  signed,
  signedOver,
} from "../../support/ledger/signed.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

let rao: AuthorKey;
let lee: AuthorKey;
let context: Context;

/** Entries 2 and 3 enrol the two keys. */
beforeEach(async () => {
  await faulty().create(PUZZLE, "sealed");
  rao = await newAuthor("dr-rao");
  lee = await newAuthor("dr-lee");
  context = await contextOf();
});

describe("a correction", () => {
  test("may be signed by any author, whoever registered the record, and by nobody", async () => {
    expect(await outcomeOf(await signed(patient(1), rao))).toBe("registered 4");
    const next = { ...patient(1), patient_name: "Asha Rao-Menon" };
    const again = { ...next, Reg_no: "REG-next" };

    const sent = await correcting(4, next, lee);
    expect(await correct(4, sent)).toMatchObject({ outcome: "registered", number: 5 });
    expect(await correct(4, sent)).toEqual({ outcome: "outdated" });
    expect(await correct(5, again)).toMatchObject({ outcome: "registered", number: 6 });
    expect(await entryAt(5)).toMatchObject({ kind: "correction", corrects: 4, author: lee.thumbprint });
    expect(await entryAt(6)).toEqual({ kind: "correction", corrects: 5, commitment: expect.any(String) });
    expect(await openVerdict()).toBe("valid");
  });

  test("is refused before or after its signature is looked at, as the version or the author wants it", async () => {
    expect(await outcomeOf(await signed(patient(1), rao))).toBe("registered 4");
    expect(await outcomeOf(await signed(patient(2), rao))).toBe("registered 5");
    const next = { ...patient(1), patient_name: "Asha Rao-Menon" };
    const wrong = changed(await correcting(4, next, lee), { signature: "" });
    const outcome = async (number: number, record: SubmittedRecord, expected: "any" | string[] = "any") =>
      (await correct(number, record, { expected, reader: CLERK })).outcome;

    expect(await outcome(4, wrong, ["another"])).toBe("outdated");
    expect(await outcome(99, wrong)).toBe("none");
    expect(await outcome(4, wrong)).toBe("signature-refused");
    expect(await outcome(4, await correcting(5, next, lee))).toBe("signature-refused");
    expect(await outcome(4, await signed(next, lee))).toBe("signature-refused");
    expect(await outcome(4, await correcting(4, next, await generateAuthorKey()))).toBe("key-not-enrolled");
    expect(
      await outcome(4, await correcting(4, next, lee, { ...context, seen: { index: 9, hash: context.seen.hash } })),
    ).toBe("seen-unknown");
    expect(await outcome(4, await correcting(4, { ...next, Reg_no: patient(2).Reg_no }, lee))).toBe("conflict");
    expect(await revoke(lee)).toMatchObject({ outcome: "revoked" });
    expect(await outcome(4, await correcting(4, next, lee))).toBe("key-revoked");
    expect(await outcome(4, await correcting(4, next, rao))).toBe("registered");
    expect(await openVerdict()).toBe("valid");
  });

  test("may not repeat the commitment of an earlier version, since that stands on the chain", async () => {
    const first = await signed(patient(1), rao);
    expect(await outcomeOf(first)).toBe("registered 4");
    expect(await correct(4, { ...patient(1), patient_name: "Another" })).toMatchObject({ number: 5 });

    const back = await correcting(5, patient(1), lee);
    const repeated = await signedOver(patient(1), first.signed?.disclosures ?? [], lee, { corrects: 5, context });

    expect(await correct(5, repeated)).toEqual({ outcome: "commitment-repeated" });
    expect(await correct(5, back)).toMatchObject({ outcome: "registered", number: 6 });
    expect(await openVerdict()).toBe("valid");
  });
});

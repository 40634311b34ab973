import { beforeEach, describe, expect, test } from "vitest";
import { type AuthorKey, generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import type { Authorship } from "../../../src/chain/sealed/entry.ts";
import type { SubmittedRecord } from "../../../src/ledger/results.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { faulty, NAME } from "../../support/ledger/recovery.ts";
import { READER, waitingEntries } from "../../support/ledger/sealed-recovery.ts";
import { openVerdict } from "../../support/ledger/sealed-victim.ts";
import { snapshotOf } from "../../support/ledger/snapshots.ts";
import { enrol, newAuthor, revoke } from "../../support/ledger/keys.ts";
import {
  changed,
  type Context,
  contextOf,
  correcting,
  entryAt,
  fieldsIn,
  outcomeOf,
  signed,
  signedOver,
} from "../../support/ledger/signed.ts";
import { sqlOn } from "../../support/storage/in-runtime.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

/** Whose token sends the requests; the authors are others. */
const SENDER = "front-desk";

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

const mine = (record: SubmittedRecord, sender = SENDER) => valueOf(faulty().mine(record, sender));

/** The same record with nobody's signature. */
function without({ patient_name, patient_ID, Reg_no }: SubmittedRecord): SubmittedRecord {
  return { patient_name, patient_ID, Reg_no };
}

describe("a signed record", () => {
  test("is mined as its author signed it, and opens to what they disclosed, in any order", async () => {
    const record = await signed(patient(1), rao, context);
    const { disclosures = [], author, seen, signature } = record.signed ?? {};
    const shuffled = changed(record, {});
    const sent = { ...shuffled, signed: { ...(shuffled.signed as Authorship), disclosures: disclosures.toReversed() } };

    const result = await mine(sent);

    expect(result).toMatchObject({ outcome: "registered", number: 4, receipt: { disclosures } });
    expect(await entryAt(4)).toEqual({
      kind: "record",
      commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
      author,
      seen,
      signature,
    });
    expect(fieldsIn(await valueOf(faulty().record(4, READER)))).toEqual(patient(1));
    expect(await outcomeOf(await signed(patient(2), lee))).toBe("registered 5");
    expect(await openVerdict()).toBe("valid");
  });

  test("is registered beside unsigned ones in a batch, and only what is wrong is refused", async () => {
    const other = await generateAuthorKey();
    const records = [
      patient(1),
      await signed(patient(2), rao, context),
      await signed(patient(3), other, context),
      changed(await signed(patient(4), rao, context), { author: lee.thumbprint }),
      await signed(patient(2), lee, context),
      await signed(patient(2), rao, context),
      changed(await signed(patient(5), rao, context), { seen: { ...context.seen, index: 1 } }),
      await signed(patient(6), lee, { ...context, seen: { index: 99, hash: context.seen.hash } }),
      await signed(patient(7), lee, context),
    ];

    const results = await valueOf(faulty().accept(records, SENDER));

    expect(results.map((result) => ("id" in result ? result.id : result.outcome))).toEqual([
      "4",
      "5",
      "key-not-enrolled",
      "signature-refused",
      "conflict",
      "5",
      "signature-refused",
      "seen-unknown",
      "6",
    ]);
    while ((await waitingEntries()) > 0) await scheduler.wait(1);
    expect(await openVerdict()).toBe("valid");
  });

  test("is the record that it was when it is sent again, whatever became of the key, and of nobody else", async () => {
    const first = await signed(patient(1), rao, context);
    expect(await outcomeOf(first)).toBe("registered 4");
    const old = { ...context, seen: { index: 1, hash: "0".repeat(64) } };

    expect(await outcomeOf(first)).toBe("registered-before 4");
    expect(await outcomeOf(first, "another-desk")).toBe("registered-before 4");
    expect(await outcomeOf(await signed(patient(1), rao))).toBe("registered-before 4");
    expect(await outcomeOf(await signed(patient(1), rao, old))).toBe("registered-before 4");
    expect(await outcomeOf(await signed(patient(1), lee))).toBe("conflict");
    expect(await outcomeOf(patient(1))).toBe("conflict");
    // A subject with the name of the key is not its author.
    expect(await outcomeOf(patient(1), rao.thumbprint)).toBe("conflict");
    expect(await outcomeOf(await signed({ ...patient(1), patient_name: "Another" }, rao))).toBe("conflict");

    expect(await revoke(rao)).toMatchObject({ outcome: "revoked" });
    expect(await outcomeOf(first)).toBe("registered-before 4");
    expect(await outcomeOf(await signed(patient(1), rao))).toBe("registered-before 4");
    expect(await outcomeOf(changed(first, { signature: "" }))).toBe("signature-refused");
    expect(await outcomeOf(await signed(patient(2), rao))).toBe("key-revoked");
    expect(await openVerdict()).toBe("valid");
  });

  test.each([
    ["the same signed record", (record: SubmittedRecord) => record],
    ["an unsigned one, whose salts its receipt discloses", (record: SubmittedRecord) => without(record)],
  ])("is not mined over the commitment of %s, to which nothing leads any more", async (_, before) => {
    const record = await signed(patient(1), rao);
    const first = await valueOf(faulty().mine(before(record), SENDER));
    const { disclosures = [] } = first.outcome === "registered" ? first.receipt : {};
    const again = await signedOver(patient(1), disclosures, rao);
    await sqlOn(NAME, "UPDATE lookups SET lookup = randomblob(length(lookup)) WHERE number = 4");
    for (const restarts of [false, true]) {
      if (restarts) await restart();
      expect(await valueOf(faulty().mine(again, SENDER))).toEqual({ outcome: "commitment-repeated" });
    }
    expect(await valueOf(faulty().validate())).toMatchObject({ valid: true });
  });

  test("is not stored, now or later, when another one of its batch stops the ledger", async () => {
    expect(await outcomeOf(await signed(patient(1), rao))).toBe("registered 4");
    const { seen: older } = await contextOf();
    expect(await outcomeOf(await signed(patient(2), rao))).toBe("registered 5");
    const batch = await Promise.all(Array.from({ length: 40 }, (_, place) => signed(patient(10 + place), rao)));
    const last = await signed(patient(99), rao, { ...context, seen: older });
    const put = (hash: string) => sqlOn(NAME, `UPDATE headers SET hash = ? WHERE "index" = ?`, hash, older.index);
    await put("f".repeat(64));
    // What was proven before counts.
    await restart();
    expect((await faulty().accept([...batch, last], SENDER)).outcome).toBe("contradicted");
    await put(older.hash);
    expect(await outcomeOf(await signed(patient(3), rao))).toBe("registered 6");
    expect(await valueOf(faulty().validate())).toMatchObject({ valid: true, length: older.index + 2 });
  });

  test("conflicts with the same record that nobody signed", async () => {
    expect(await outcomeOf(patient(1), "dr-rao")).toBe("registered 4");
    expect(await outcomeOf(await signed(patient(1), rao), "dr-rao")).toBe("conflict");
  });

  test("waits behind its key: it may be sent before that is mined", async () => {
    const key = await generateAuthorKey();
    const [enrolled, registered] = await Promise.all([
      enrol(key, { subject: "dr-new" }),
      (async () => {
        for (;;) {
          const outcome = await outcomeOf(await signed(patient(1), key, context));
          if (outcome !== "key-not-enrolled") return outcome;
        }
      })(),
    ]);
    expect([enrolled.outcome, registered]).toEqual(["enrolled", "registered 5"]);
    expect(await openVerdict()).toBe("valid");
  });
});

describe("a signed record that is refused changes nothing", () => {
  type Case = readonly [name: string, outcome: string, make: () => Promise<SubmittedRecord>];
  const bySignature = async (change: (signature: string, record: SubmittedRecord) => string | Promise<string>) => {
    const record = await signed(patient(1), rao, context);
    return changed(record, { signature: await change(record.signed?.signature ?? "", record) });
  };
  const seeing = (seen: { index: number; hash: string }) => signed(patient(1), rao, { ...context, seen });

  test.each<Case>([
    [
      "a key that nobody enrolled",
      "key-not-enrolled",
      async () => signed(patient(1), await generateAuthorKey(), context),
    ],
    [
      "an author that is no thumbprint",
      "key-not-enrolled",
      async () => changed(await signed(patient(1), rao), { author: "__proto__" }),
    ],
    [
      "another author's name",
      "signature-refused",
      async () => changed(await signed(patient(1), rao), { author: lee.thumbprint }),
    ],
    [
      "another ledger's signature",
      "signature-refused",
      () => signed(patient(1), rao, { ...context, ledger: "a".repeat(64) }),
    ],
    ["no signature", "signature-refused", () => bySignature(() => "")],
    ["a signature with its payload", "signature-refused", () => bySignature((jws) => jws.replace("..", ".e30."))],
    ["a padded signature", "signature-refused", () => bySignature((jws) => `${jws}==`)],
    ["half of a signature", "signature-refused", () => bySignature((jws) => jws.slice(0, -43))],
    [
      "another record's signature",
      "signature-refused",
      () => bySignature(async () => (await signed(patient(1), rao, context)).signed?.signature ?? ""),
    ],
    ["a correction's signature", "signature-refused", () => correcting(4, patient(1), rao, context)],
    [
      "a block that the author did not sign",
      "signature-refused",
      async () => changed(await signed(patient(1), rao, context), { seen: { index: 1, hash: context.ledger } }),
    ],
    ["the next block", "seen-unknown", () => seeing({ ...context.seen, index: context.seen.index + 1 })],
    ["another block", "seen-unknown", () => seeing({ index: 2, hash: context.seen.hash })],
    ["block 0", "seen-unknown", () => seeing({ index: 0, hash: context.seen.hash })],
    ["half a block", "seen-unknown", () => seeing({ index: 1.5, hash: context.seen.hash })],
    [
      "a hash in capitals",
      "seen-unknown",
      () => seeing({ index: context.seen.index, hash: context.seen.hash.toUpperCase() }),
    ],
  ])("%s: %s", async (_, outcome, make) => {
    const before = await snapshotOf(faulty());
    expect(await outcomeOf(await make())).toBe(outcome);
    const after = await snapshotOf(faulty());
    expect(after).toEqual(before);
    expect(await outcomeOf(await signed(patient(1), rao, context))).toBe("registered 4");
  });
});

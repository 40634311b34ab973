import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type AuthorKey, generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import type { Authorship } from "../../../src/chain/sealed/entry.ts";
import { SeenBlocks } from "../../../src/ledger/sealed/accepting/seen-blocks.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { correct } from "../../support/ledger/corrections.ts";
import { erasureOf, evict, HOLDER, readOutcome, secretsOf, untilErased } from "../../support/ledger/erasing.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { faulty, NAME } from "../../support/ledger/recovery.ts";
import { faultyVault, READER } from "../../support/ledger/sealed-recovery.ts";
import { openVerdict } from "../../support/ledger/sealed-victim.ts";
import { restore, snapshotOf } from "../../support/ledger/snapshots.ts";
import { enrol, newAuthor, revoke } from "../../support/ledger/keys.ts";
import { type Context, contextOf, correcting, entryAt, erasing, signed } from "../../support/ledger/signed.ts";
import { sqlOnVaultOf } from "../../support/ledger/vaults.ts";
import { sqlOn } from "../../support/storage/in-runtime.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);
afterEach(() => void vi.restoreAllMocks());

let rao: AuthorKey;
let lee: AuthorKey;
let context: Context;

/** Entries 2 and 3 enrol the keys; record 4 is corrected by entry 5. */
beforeEach(async () => {
  await faulty().create(PUZZLE, "sealed");
  rao = await newAuthor("dr-rao");
  lee = await newAuthor("dr-lee");
  await valueOf(faulty().mine(await signed(patient(1), rao), "dr-rao"));
  await correct(4, await correcting(4, { ...patient(1), patient_name: "Asha Rao-Menon" }, lee));
  context = await contextOf();
});

const erase = async (number: number, authorship?: Authorship, reader = READER as typeof HOLDER) =>
  valueOf(faulty().erase(number, "request", reader, authorship));

/** Who signed the entry that erased something. */
async function eraserOf(number: number): Promise<unknown> {
  await untilErased(number);
  const erasure = await valueOf(faulty().erasure(number, READER));
  const entry = erasure.outcome === "found" ? await entryAt(erasure.found.entry ?? 0) : undefined;
  return entry?.["kind"] === "erasure" ? (entry["author"] ?? "nobody") : "no entry";
}

describe("an erasure that an author signs", () => {
  test("is mined with the signature, and repeated with or without one", async () => {
    const authorship = await erasing(5, lee);
    expect(await erase(5, authorship)).toMatchObject({ outcome: "erasing", erasure: { entry: 6 } });
    expect(await eraserOf(5)).toBe(lee.thumbprint);
    expect(await entryAt(6)).toEqual({ kind: "erasure", erases: 5, ...authorship });
    for (const again of [authorship, undefined, { ...authorship, signature: "" }]) {
      expect(await erase(5, again)).toMatchObject({ outcome: "erased-before", erasure: { state: "done" } });
    }
    expect(await sqlOn(NAME, "SELECT signed FROM erasures")).toEqual([{ signed: null }]);
    expect(await openVerdict()).toBe("valid");
  });

  test.each<readonly [name: string, outcome: string, number: number, make: () => Promise<Authorship>]>([
    ["an earlier version", "outdated", 4, () => erasing(4, lee)],
    ["an earlier version, signed for the current one", "outdated", 4, () => erasing(5, lee)],
    ["the current version, signed for an earlier one", "signature-refused", 5, () => erasing(4, lee)],
    ["a key that nobody enrolled", "key-not-enrolled", 5, async () => erasing(5, await generateAuthorKey())],
    [
      "another author's name",
      "signature-refused",
      5,
      async () => ({ ...(await erasing(5, lee)), author: rao.thumbprint }),
    ],
    ["another ledger", "signature-refused", 5, () => erasing(5, lee, { ...context, ledger: "a".repeat(64) })],
    ["a block to come", "seen-unknown", 5, () => erasing(5, lee, { ...context, seen: { ...context.seen, index: 99 } })],
    ["what is no record", "none", 6, () => erasing(6, lee)],
  ])("is refused and changes nothing: %s", async (_, outcome, number, make) => {
    const authorship = await make();
    const before = await snapshotOf(faulty());
    expect(await erase(number, authorship)).toEqual({ outcome });
    expect(await snapshotOf(faulty())).toEqual(before);
    expect(await readOutcome(5)).toBe("found");
  });

  test("is refused once its key is revoked", async () => {
    const authorship = await erasing(5, lee);
    await revoke(lee);
    expect(await erase(5, authorship)).toEqual({ outcome: "key-revoked" });
    expect(await readOutcome(5)).toBe("found");
  });
});

describe("a signed erasure that a hold delays", () => {
  /** Ends the hold, and tells who signed the erasure of record 4. */
  async function released(): Promise<unknown> {
    await valueOf(faulty().hold(4, false, HOLDER));
    return eraserOf(4);
  }

  beforeEach(async () => {
    await valueOf(faulty().hold(4, true, HOLDER));
    await erase(5, await erasing(5, lee));
  });

  test("is signed when the hold ends, whatever was restarted meanwhile", async () => {
    expect(await readOutcome(5)).toBe("found");
    await evict();
    expect(await erasureOf(4)).toBe("pending");
    expect(await released()).toBe(lee.thumbprint);
    expect(await openVerdict()).toBe("valid");
  });

  test.each<readonly [name: string, signer: () => string, change: () => Promise<unknown>]>([
    ["the key was revoked", () => "nobody", () => revoke(lee)],
    ["the version was corrected", () => "nobody", () => correct(5, patient(1))],
    [
      "the version was corrected and the erasure signed again",
      () => rao.thumbprint,
      async () => {
        await correct(5, patient(1));
        expect(await erase(6, await erasing(6, rao))).toEqual({ outcome: "held" });
      },
    ],
    ["the erasure was asked for again, unsigned", () => lee.thumbprint, () => erase(5)],
    [
      "what the author has seen is too old",
      () => "nobody",
      async () => void vi.spyOn(SeenBlocks.prototype, "holds").mockReturnValue(false),
    ],
    ["the signature was deleted", () => "nobody", () => sqlOn(NAME, "UPDATE erasures SET signed = NULL")],
    [
      "the signature was edited",
      () => "nobody",
      () => sqlOn(NAME, 'UPDATE erasures SET signed = replace(signed, \'"signature":"ey\', \'"signature":"ez\')'),
    ],
    [
      "the block was edited",
      () => "nobody",
      () => sqlOn(NAME, "UPDATE erasures SET signed = replace(signed, '\"index\":', '\"index\":1')"),
    ],
    ["the text was replaced", () => "nobody", () => sqlOn(NAME, "UPDATE erasures SET signed = '7'")],
    ["the row was deleted", () => "nobody", () => sqlOn(NAME, "DELETE FROM erasures")],
  ])("is mined all the same: %s", async (_, signer, change) => {
    await change();
    expect(await released()).toBe(signer());
    vi.restoreAllMocks();
    expect(await openVerdict()).toBe("valid");
  });

  test("is not begun by a row that somebody completes", async () => {
    await sqlOn(NAME, "UPDATE erasures SET reason = 'request', entry = 2, done = 1");
    await evict();
    expect(await readOutcome(5)).toBe("found");
    expect(await released()).toBe(lee.thumbprint);
  });
});

describe("the subject of a key", () => {
  test("is erased with the number of its entry, which revokes nothing, and cannot be read or held as a record", async () => {
    expect(await readOutcome(2)).toBe("none");
    expect(await valueOf(faulty().hold(2, true, HOLDER))).toEqual({ outcome: "none" });
    expect(await valueOf(faulty().versions(2, READER))).toEqual({ outcome: "none" });
    expect(await valueOf(faulty().correct(2, "any", patient(9), READER))).toEqual({ outcome: "none" });
    expect(await erasureOf(2)).toBe("none");
    expect(await erase(2, undefined, { ...READER, patients: [patient(1).patient_ID] })).toEqual({ outcome: "none" });
    const before = await secretsOf(2);
    expect(await openVerdict()).toBe("valid");

    expect(await erase(2, await erasing(2, lee))).toMatchObject({ outcome: "erasing", erasure: { entry: 6 } });
    expect(await eraserOf(2)).toBe(lee.thumbprint);

    expect(await entryAt(6)).toMatchObject({ kind: "erasure", erases: 2, author: lee.thumbprint });
    expect(before).toHaveLength(5);
    expect((await secretsOf(2)).filter((secret) => before.includes(secret))).toEqual([]);
    expect(await erase(2)).toMatchObject({ outcome: "erased-before", erasure: { state: "done", entry: 6 } });
    expect(await readOutcome(2)).toBe("none");
    expect(await valueOf(faulty().key(rao.thumbprint, READER))).toMatchObject({
      outcome: "found",
      key: { state: "enrolled", subject: null },
    });
    expect(await valueOf(faulty().mine(await signed(patient(7), rao), "dr-rao"))).toMatchObject({
      outcome: "registered",
    });
    expect(await enrol(rao, { subject: "dr-rao" })).toMatchObject({ outcome: "key-taken" });
    await evict();
    expect(await openVerdict()).toBe("valid");
  });

  test("does not come back with an older state of the vault", async () => {
    const older = await snapshotOf(faultyVault());
    await erase(2);
    await untilErased(2);
    const [{ key_id: id } = {}] = await sqlOn(NAME, "SELECT key_id FROM entries WHERE number = 2");
    const wrapped = async () => sqlOnVaultOf(NAME, "SELECT hex(wrapped) AS wrapped FROM keys WHERE id = ?", id ?? null);
    const destroyed = await wrapped();

    await restore(faultyVault(), older);
    expect(await wrapped()).not.toEqual(destroyed);
    const restored = await wrapped();
    await evict();

    expect((await faulty().record(4, READER)).outcome).toBe("vault-behind");
    expect(await wrapped()).not.toEqual(restored);
    expect(await valueOf(faulty().key(rao.thumbprint, READER))).toMatchObject({ key: { subject: null } });
    expect(await valueOf(faulty().key(lee.thumbprint, READER))).toMatchObject({ key: { subject: "dr-lee" } });
    expect(await openVerdict()).toBe("valid");
  });

  test("that is missing without an erasure is a fault", async () => {
    await sqlOn(NAME, "UPDATE entries SET ciphertext = randomblob(length(ciphertext)) WHERE number = 3");
    const verdict = await valueOf(faulty().validate({ rebuild: true, open: true }));
    expect(verdict).toMatchObject({
      valid: false,
      fault: { rule: "record-missing", detail: expect.stringContaining("The subject of key entry 3") },
    });
    await sqlOn(NAME, "UPDATE lookups SET lookup = randomblob(32) WHERE number = 2");
    expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({
      fault: { detail: expect.stringContaining("The subject of key entry 2") },
    });
  });
});

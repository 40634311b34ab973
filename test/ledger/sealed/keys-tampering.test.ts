import { beforeEach, describe, expect, test } from "vitest";
import { type AuthorKey, generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { canonicalText } from "../../../src/chain/text/canonical.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { correct } from "../../support/ledger/corrections.ts";
import { AUTHOR, enrol, enrolmentOf, revoke, SECURITY, stateOf } from "../../support/ledger/keys.ts";
import { deliverAlarm, faulty, NAME } from "../../support/ledger/recovery.ts";
import { acceptSealed, mineExternally, threeSealed } from "../../support/ledger/sealed-operations.ts";
import { SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { sqlOn } from "../../support/storage/in-runtime.ts";
import { patient } from "../../support/worker/client.ts";
import { deploy, deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const OFFICE = { ...AUTHOR, subject: "office" };
const STRANGER = { ...AUTHOR, subject: "dr-sen" };

/** The keys of the attacked ledger: entry 4 enrols the first for dr-rao, 5 the second, which 6 revokes. */
let enrolled: AuthorKey;
let revoked: AuthorKey;
/** A key that nobody has enrolled. */
let forged: AuthorKey;

beforeEach(async () => {
  [enrolled, revoked, forged] = [await generateAuthorKey(), await generateAuthorKey(), await generateAuthorKey()];
  await threeSealed(new SealedAcknowledged());
  await enrol(enrolled, {}, OFFICE);
  await enrol(revoked, { subject: "dr-sen" }, OFFICE);
  await revoke(revoked, {}, OFFICE);
});

/** What the ledger must not have said, as a list; empty if nothing. A ledger that is halted says nothing. */
async function falsehoods(): Promise<string[]> {
  const found: string[] = [];
  const expectSaid = async (
    what: string,
    allowed: readonly unknown[],
    saying: () => Promise<unknown>,
  ): Promise<void> => {
    const said = await saying().catch((error: unknown) => String(error));
    if (![...allowed, "Error: there is no value: contradicted"].includes(said)) found.push(`${what}: ${String(said)}`);
  };
  const shown = async (key: AuthorKey) => {
    const result = await valueOf(faulty().key(key.thumbprint, SECURITY));
    return result.outcome === "found" ? `${result.key.state} ${result.key.subject}` : result.outcome;
  };
  await expectSaid("the enrolled key", ["enrolled dr-rao", "enrolled undefined"], () => shown(enrolled));
  await expectSaid("the revoked key", ["revoked dr-sen", "revoked undefined"], () => shown(revoked));
  await expectSaid("no key", ["none"], () => shown(forged));
  await expectSaid("all keys", [`${enrolled.thumbprint} ${revoked.thumbprint}`], async () => {
    const page = await valueOf(faulty().keys({ from: 1, limit: 9 }, AUTHOR));
    return "keys" in page ? page.keys.map(({ thumbprint }) => thumbprint).join(" ") : page.outcome;
  });
  const enrolling = (key: AuthorKey, subject: string) => async () => (await enrol(key, { subject })).outcome;
  await expectSaid("enrolling it again", ["enrolled-before", "key-taken"], enrolling(enrolled, "dr-rao"));
  await expectSaid("enrolling it for another", ["key-taken"], enrolling(enrolled, "dr-sen"));
  await expectSaid("enrolling what was revoked", ["key-revoked"], enrolling(revoked, "dr-sen"));
  const revoking = (key: AuthorKey) => async () => (await revoke(key, {}, STRANGER)).outcome;
  await expectSaid("revoking another's", ["not-own-key"], revoking(enrolled));
  await expectSaid("revoking one's own again", ["revoked-before", "not-own-key"], revoking(revoked));
  await expectSaid("revoking none", ["none"], revoking(forged));
  return found;
}

const closedVerdict = async () => {
  const verdict = await valueOf(faulty().validate({ rebuild: true }));
  return verdict?.valid === false ? `${verdict.fault.rule} at ${verdict.fault.index}` : "valid";
};

type Attack = readonly [name: string, verdict: string, attack: () => Promise<unknown>];
const sql = (statement: string) => () => sqlOn(NAME, statement);
const forgedEntry = async () =>
  canonicalText({
    kind: "key",
    public_key: forged.publicKey,
    commitment: "0".repeat(64),
    signature: (await enrolmentOf(forged)).signature,
  });

/** Edits of what is stored about keys, with what a check of the chain says then. */
const ATTACKS: readonly Attack[] = [
  [
    "a revocation hidden",
    "merkle_root at 6",
    sql(`UPDATE entries SET entry = replace(entry, 'revo', 'rewo') WHERE number = 6`),
  ],
  ["a revocation deleted", "merkle_root at 6", sql("DELETE FROM entries WHERE number = 6")],
  ["a revocation with another MAC", "valid", sql("UPDATE entries SET mac = randomblob(32) WHERE number = 6")],
  [
    "a revocation of the other key",
    "merkle_root at 6",
    () =>
      sqlOn(
        NAME,
        "UPDATE entries SET entry = replace(entry, ?, ?) WHERE number = 6",
        revoked.thumbprint,
        enrolled.thumbprint,
      ),
  ],
  [
    "an enrolment hidden",
    "merkle_root at 4",
    sql(`UPDATE entries SET entry = replace(entry, '"key"', '"kee"') WHERE number = 4`),
  ],
  ["an enrolment emptied", "format at 4", sql("UPDATE entries SET entry = '' WHERE number = 4")],
  ["two enrolments exchanged", "merkle_root at 4", exchange],
  [
    "an enrolment of another key",
    "merkle_root at 4",
    async () => sqlOn(NAME, "UPDATE entries SET entry = ? WHERE number = 4", await forgedEntry()),
  ],
  [
    "a record that became an enrolment",
    "merkle_root at 3",
    async () => sqlOn(NAME, "UPDATE entries SET entry = ? WHERE number = 3", await forgedEntry()),
  ],
  [
    "a waiting enrolment made up",
    "valid",
    async () =>
      sqlOn(
        NAME,
        "INSERT INTO entries (number, entry, accepted_at, mac) VALUES (7, ?, 0, randomblob(32))",
        await forgedEntry(),
      ),
  ],
  [
    "a waiting enrolment with the MAC of another",
    "valid",
    async () =>
      sqlOn(
        NAME,
        "INSERT INTO entries (number, entry, accepted_at, mac) SELECT 7, ?, 0, mac FROM entries WHERE number = 4",
        await forgedEntry(),
      ),
  ],
  [
    "a waiting revocation made up",
    "valid",
    sql("INSERT INTO entries SELECT 7, entry, 0, randomblob(32), NULL, NULL, NULL FROM entries WHERE number = 6"),
  ],
  [
    "a waiting copy of an enrolment",
    "valid",
    sql("INSERT INTO entries SELECT 7, entry, 0, mac, NULL, NULL, NULL FROM entries WHERE number = 4"),
  ],
  ["no index", "valid", sql("DROP INDEX entries_by_key")],
  [
    "the subjects' keys exchanged",
    "valid",
    sql(
      "UPDATE entries SET key_id = (SELECT key_id FROM entries AS e WHERE e.number = 9 - entries.number) WHERE number IN (4, 5)",
    ),
  ],
  ["a subject's ciphertext deleted", "valid", sql("UPDATE entries SET ciphertext = NULL WHERE number = 4")],
  [
    "another's ciphertext",
    "valid",
    sql("UPDATE entries SET ciphertext = (SELECT ciphertext FROM entries WHERE number = 5) WHERE number = 4"),
  ],
  [
    "another's fingerprint",
    "valid",
    sql("UPDATE entries SET fingerprint = (SELECT fingerprint FROM entries WHERE number = 5) WHERE number = 4"),
  ],
  ["another's look-ups", "valid", sql("UPDATE lookups SET number = 9 - number WHERE number IN (4, 5)")],
  ["no look-ups", "valid", sql("DELETE FROM lookups")],
];

async function exchange() {
  await sqlOn(NAME, "UPDATE entries SET number = 100 WHERE number = 4");
  await sqlOn(NAME, "UPDATE entries SET number = 4 WHERE number = 5");
  await sqlOn(NAME, "UPDATE entries SET number = 5 WHERE number = 100");
}

/** The fast suite has every fourth attack; the long suite has the rest. */
const isUsual = (_: Attack, place: number) => place % 4 === 0;

describe("an edit of what is stored about keys makes the ledger say nothing false about them:", () => {
  test.each(ATTACKS.filter(isUsual))("%s", saysNothingFalse);
  test.each(ATTACKS.filter((each, place) => !isUsual(each, place)))("%s", { tags: "long" }, saysNothingFalse);

  async function saysNothingFalse(_: string, verdict: string, attack: () => Promise<unknown>): Promise<void> {
    await attack();
    for (const restarts of [false, true]) {
      if (restarts) await restart();
      expect(await falsehoods()).toEqual([]);
      await deliverAlarm();
    }
    // Whatever was asked of it since, the chain itself has become no worse.
    expect(await closedVerdict()).toBe(verdict);
  }
});

test("a revocation behind an entry that was once accepted under its number does not make its key look enrolled", async () => {
  await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" });
  expect(await correct(2, patient(9))).toEqual({ outcome: "pending", id: "7" });
  const [older] = await sqlOn(NAME, "SELECT entry, mac FROM entries WHERE number = 7");
  await sqlOn(NAME, "DELETE FROM entries WHERE number = 7");
  await sqlOn(NAME, "DELETE FROM versions");
  await restart();
  expect(await revoke(enrolled, {}, OFFICE)).toEqual({ outcome: "pending", id: "7" });
  await mineExternally();
  expect(await stateOf(enrolled)).toBe("revoked");

  const putBack = "UPDATE entries SET entry = ?, mac = ? WHERE number = 7";
  await sqlOn(NAME, putBack, older?.["entry"] ?? null, older?.["mac"] ?? null);
  await restart();
  expect(await stateOf(enrolled)).toBe("contradicted");
});

test("a subject goes on being a key's own where nothing that it is found by is right any more", async () => {
  await sqlOn(NAME, "UPDATE entries SET fingerprint = randomblob(length(fingerprint)) WHERE number = 4");
  await sqlOn(NAME, "DELETE FROM lookups");
  expect(await enrol(enrolled)).toMatchObject({ outcome: "enrolled-before" });
  expect(await enrol(enrolled, { subject: "dr-sen" })).toEqual({ outcome: "key-taken" });
  expect(await revoke(enrolled, {}, STRANGER)).toEqual({ outcome: "not-own-key" });
  expect(await revoke(enrolled)).toMatchObject({ outcome: "revoked" });
});

describe("a waiting entry of an older state that somebody puts back, so that the chain would have it twice,", () => {
  test.each([
    ["an enrolment, in the same object", () => enrol(forged), false],
    ["an enrolment, in another object", () => enrol(forged), true],
    ["a revocation, in the same object", () => revoke(enrolled, {}, OFFICE), false],
    ["a revocation, in another object", () => revoke(enrolled, {}, OFFICE), true],
  ])("is not mined: %s", async (_, act, restarts) => {
    await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" });
    expect(await act()).toEqual({ outcome: "pending", id: "7" });
    const [older] = await sqlOn(NAME, "SELECT entry, mac FROM entries WHERE number = 7");
    await sqlOn(NAME, "DELETE FROM entries WHERE number = 7");
    await restart();
    await acceptSealed([patient(1)]);
    expect(await act()).toEqual({ outcome: "pending", id: "8" });
    const putBack = "UPDATE entries SET entry = ?, mac = ? WHERE number = 7";
    await sqlOn(NAME, putBack, older?.["entry"] ?? null, older?.["mac"] ?? null);
    if (restarts) await restart();

    expect(await mineExternally().catch(String)).toBe("Error: there is no value: contradicted");
    expect(await sqlOn(NAME, "SELECT max(last_entry) AS last FROM headers")).toEqual([{ last: 6 }]);
    expect(await closedVerdict()).toBe("valid");
  });
});

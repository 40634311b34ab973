import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { parseEntryReceipt, verifyEntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import { CheckpointSigners } from "../../../src/ledger/signing/checkpoint-signers.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { AUTHOR, enrol, enrolmentOf, enrolmentWith, revoke, SECURITY, stateOf } from "../../support/ledger/keys.ts";
import { FaultyCalls } from "../../support/ledger/faulty-calls.ts";
import { erase, readOutcome, untilErased } from "../../support/ledger/erasing.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { deliverAlarm, faulty, NAME } from "../../support/ledger/recovery.ts";
import { mineExternally, threeSealed } from "../../support/ledger/sealed-operations.ts";
import { READER, SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { behindTheBackOf, sqlOn } from "../../support/storage/in-runtime.ts";
import { patient } from "../../support/worker/client.ts";
import { deploy, deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const EXTERNAL = { ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" };
const keyEntries = async () =>
  (await sqlOn(NAME, `SELECT number FROM entries WHERE entry LIKE '%"kind":"key"%' OR entry LIKE '%"revocation"%'`))
    .length;
const verdict = () => valueOf(faulty().validate({ rebuild: true, open: true }));

describe("a key", () => {
  beforeEach(() => threeSealed(new SealedAcknowledged()));

  test("is enrolled once, with a receipt that discloses its subject, and again by the same subject", async () => {
    const key = await generateAuthorKey();
    const enrolled = await enrol(key);
    if (enrolled.outcome !== "enrolled") throw new Error(`it is ${enrolled.outcome}`);
    expect(enrolled.key).toEqual({
      thumbprint: key.thumbprint,
      public_key: key.publicKey,
      state: "enrolled",
      enrolled: { entry: 4, block: 4, at: enrolled.block.timestamp },
      endorsed: false,
    });
    const policy = { ledger: await new CheckpointSigners({ ...env, ...SIGNING }).verifiers(NAME) };
    const { disclosed, number } = await verifyEntryReceipt(parseEntryReceipt(JSON.stringify(enrolled.receipt)), policy);
    expect([disclosed, number]).toEqual([{ subject: "dr-rao" }, 4]);

    for (const restarts of [false, true]) {
      if (restarts) await restart();
      expect(await enrol(key)).toMatchObject({
        outcome: "enrolled-before",
        key: enrolled.key,
        block: { index: 4 },
        receipt: { disclosures: enrolled.receipt.disclosures },
      });
    }
    expect(await keyEntries()).toBe(1);
    expect(await verdict()).toMatchObject({ valid: true });
  });

  test("is another's, or revoked, for everybody else", async () => {
    const key = await generateAuthorKey();
    await enrol(key);
    expect(await enrol(key, { subject: "dr-sen" })).toEqual({ outcome: "key-taken" });
    const reused = await enrolmentOf(key, { subject: "dr-rao" });
    expect(await revoke(key)).toMatchObject({ outcome: "revoked" });
    for (const restarts of [false, true]) {
      if (restarts) await restart();
      expect(await valueOf(faulty().enrol(reused, AUTHOR))).toEqual({ outcome: "key-revoked" });
      expect(await enrol(key, { subject: "dr-sen" })).toEqual({ outcome: "key-revoked" });
    }
    expect(await keyEntries()).toBe(2);
  });

  test("whose disclosure stands behind another key's commitment is refused: the chain would not be valid", async () => {
    const [first, second] = [await generateAuthorKey(), await generateAuthorKey()];
    const sent = await enrolmentOf(first);
    const reused = await enrolmentWith(second, sent);
    expect(await valueOf(faulty().enrol(sent, AUTHOR))).toMatchObject({ outcome: "enrolled" });
    for (const restarts of [false, true]) {
      if (restarts) await restart();
      expect(await valueOf(faulty().enrol(reused, AUTHOR))).toEqual({ outcome: "key-taken" });
    }
    expect(await enrol(second)).toMatchObject({ outcome: "enrolled" });
    expect(await verdict()).toMatchObject({ valid: true });
  });

  test("is not enrolled with a signature of another key, entry or ledger, or with an endorsement by nobody", async () => {
    const [key, other] = [await generateAuthorKey(), await generateAuthorKey()];
    const [sent, foreign] = [await enrolmentOf(key), await enrolmentOf(other)];
    const before = await keyEntries();
    const wrong = [
      { ...sent, signature: foreign.signature },
      { ...sent, signature: "" },
      { ...sent, signature: `${sent.signature}A` },
      { ...sent, disclosures: foreign.disclosures },
      { ...sent, public_key: other.publicKey },
      { ...sent, endorsement: sent.signature },
      await enrolmentOf(key, { registrar: other }),
    ];
    for (const each of wrong) {
      expect(await valueOf(faulty().enrol(each, AUTHOR))).toEqual({ outcome: "signature-refused" });
    }
    expect(await keyEntries()).toBe(before);
    expect(await valueOf(faulty().key(key.thumbprint, SECURITY))).toEqual({ outcome: "none" });
  });

  test("shows its subject only to who may read records, and pages in the order of enrolment", async () => {
    const keys = [await generateAuthorKey(), await generateAuthorKey(), await generateAuthorKey()];
    for (const [place, key] of keys.entries()) await enrol(key, { subject: `dr-${place}` });
    await revoke(keys[1] as (typeof keys)[0], {}, SECURITY);
    await restart();

    const all = await valueOf(faulty().keys({ from: 1, limit: 100 }, AUTHOR));
    expect(all).toMatchObject({ names: "operator", keys: keys.map(({ thumbprint }) => ({ thumbprint })) });
    expect(JSON.stringify(all)).not.toContain("dr-");
    const page = await valueOf(faulty().keys({ from: 5, limit: 1 }, SECURITY));
    expect(page).toMatchObject({
      keys: [{ subject: "dr-1", state: "revoked", enrolled: { entry: 5 }, revoked: { entry: 7, block: 7 } }],
      next: 6,
    });
    expect(await valueOf(faulty().keys({ from: 6, limit: 1 }, SECURITY))).not.toHaveProperty("next");
    expect(await valueOf(faulty().key(keys[2]?.thumbprint ?? "", SECURITY))).toMatchObject({
      outcome: "found",
      names: "operator",
      key: { subject: "dr-2", state: "enrolled" },
    });
    expect(await valueOf(faulty().record(5, SECURITY))).toEqual({ outcome: "none" });
    expect(await verdict()).toMatchObject({ valid: true });
  });

  test("that 50 requests enrol at once, with salts of their own, gets one entry", async () => {
    const key = await generateAuthorKey();
    const sent = await Promise.all(Array.from({ length: 50 }, () => enrolmentOf(key)));
    const results = await Promise.all(sent.map((each) => valueOf(faulty().enrol(each, AUTHOR))));
    const outcomes = results.map(({ outcome }) => outcome).toSorted();
    expect(outcomes).toEqual(["enrolled", ...Array.from({ length: 49 }, () => "enrolled-before")]);
    expect(await keyEntries()).toBe(1);
    const revoked = await Promise.all(Array.from({ length: 20 }, () => revoke(key)));
    expect(revoked.filter(({ outcome }) => outcome === "revoked")).toHaveLength(1);
    expect(await keyEntries()).toBe(2);
    expect(await verdict()).toMatchObject({ valid: true });
  });

  test("is pending where only external miners mine, counts while it waits, and is shown once it is mined", async () => {
    await deploy(EXTERNAL);
    const [key, other] = [await generateAuthorKey(), await generateAuthorKey()];
    expect(await enrol(key)).toEqual({ outcome: "pending", id: "4" });
    expect(await stateOf(key)).toBe("none");
    for (const restarts of [false, true]) {
      if (restarts) await restart();
      expect(await enrol(key)).toEqual({ outcome: "pending", id: "4" });
      expect(await enrol(key, { subject: "dr-sen" })).toEqual({ outcome: "key-taken" });
      expect(await revoke(key, { compromised_since: 4, key })).toEqual({ outcome: "outside-use", from: 4, to: 3 });
    }
    expect(await enrol(other)).toEqual({ outcome: "pending", id: "5" });
    expect(await revoke(key)).toEqual({ outcome: "pending", id: "6" });
    expect(await revoke(key)).toEqual({ outcome: "pending", id: "6" });
    expect(await enrol(key)).toEqual({ outcome: "key-revoked" });

    await mineExternally();
    expect([await stateOf(key), await stateOf(other)]).toEqual(["revoked", "enrolled"]);
    expect(await revoke(other, { compromised_since: 5, key: other })).toMatchObject({ from: 4, to: 4 });
    expect(await revoke(other, { compromised_since: 4, key: other })).toEqual({ outcome: "pending", id: "7" });
    expect(await stateOf(other)).toBe("enrolled");
    await mineExternally();
    expect(await stateOf(other)).toBe("revoked");
    expect(await verdict()).toMatchObject({ valid: true });
  });

  test("that waits is mined after a restart", async () => {
    await deploy(EXTERNAL);
    const key = await generateAuthorKey();
    await enrol(key);
    await deploy(SIGNING);
    await deliverAlarm();
    expect(await enrol(key)).toMatchObject({ outcome: "enrolled-before", key: { enrolled: { entry: 4, block: 4 } } });
    expect(await verdict()).toMatchObject({ valid: true });
  });
});

describe("a revocation", () => {
  beforeEach(() => threeSealed(new SealedAcknowledged()));

  test("is for whoever enrolled the key, is its subject, or may revoke any, and is safe to repeat", async () => {
    const office = { ...AUTHOR, subject: "office", scopes: ["key:enrol-others", "key:enrol"] };
    const stranger = { ...AUTHOR, subject: "dr-sen" };
    for (const allowed of [office, AUTHOR, SECURITY]) {
      const key = await generateAuthorKey();
      await enrol(key, {}, office);
      expect(await revoke(key, {}, stranger)).toEqual({ outcome: "not-own-key" });
      expect(await stateOf(key)).toBe("enrolled");
      expect(await revoke(key, {}, allowed)).toMatchObject({ outcome: "revoked", key: { state: "revoked" } });
      expect(await revoke(key, {}, allowed)).toMatchObject({ outcome: "revoked-before" });
    }
    expect(await revoke(await generateAuthorKey(), {}, SECURITY)).toEqual({ outcome: "none" });
    expect(await verdict()).toMatchObject({ valid: true });
  });

  test("says since when a key is compromised only with its signature, in the blocks of its use, and once", async () => {
    const [key, other] = [await generateAuthorKey(), await generateAuthorKey()];
    await enrol(key);
    await enrol(other);
    expect(await revoke(key, { compromised_since: 4 })).toEqual({ outcome: "signature-refused" });
    expect(await revoke(key, { compromised_since: 4, key: other })).toEqual({ outcome: "signature-refused" });
    for (const since of [-1, 1, 3, 6, 1e9]) {
      expect(await revoke(key, { compromised_since: since, key })).toEqual({ outcome: "outside-use", from: 4, to: 5 });
    }
    expect(await revoke(key, { compromised_since: 4, key })).toMatchObject({
      outcome: "revoked",
      key: { compromised_since: 4, revoked: { entry: 6 } },
    });
    for (const restarts of [false, true]) {
      if (restarts) await restart();
      expect(await revoke(key, { compromised_since: 4, key })).toMatchObject({ outcome: "revoked-before" });
      expect(await revoke(key, { key })).toMatchObject({ outcome: "revoked-before" });
      expect(await revoke(key, { compromised_since: 5, key })).toMatchObject({ outcome: "revoked-before" });
      expect(await revoke(key, { compromised_since: 5, registrar: other })).toEqual({ outcome: "signature-refused" });
    }
    expect(await verdict()).toMatchObject({ valid: true });
  });
});

describe("a ledger with a registrar and a successor", () => {
  test("enrols only what either endorses, and lets them say that a revoked key was compromised", async () => {
    const [registrar, successor, stranger] = [
      await generateAuthorKey(),
      await generateAuthorKey(),
      await generateAuthorKey(),
    ];
    const policy = { registrar: registrar.publicKey, successor: successor.publicKey };
    expect(await faulty().create(PUZZLE, "sealed", policy)).toBe("created");
    expect(await valueOf(faulty().authorPolicy())).toEqual(policy);
    const key = await generateAuthorKey();
    for (const by of [undefined, stranger, key]) {
      expect(await enrol(key, { registrar: by })).toEqual({ outcome: "signature-refused" });
    }
    expect(await enrol(key, { registrar: successor })).toMatchObject({ outcome: "enrolled", key: { endorsed: true } });
    expect(await enrol(await generateAuthorKey(), { registrar })).toMatchObject({ outcome: "enrolled" });
    expect(await enrol(key)).toEqual({ outcome: "signature-refused" });
    expect(await valueOf(faulty().keys({ from: 1, limit: 1 }, AUTHOR))).toMatchObject({ names: "registrar" });

    expect(await revoke(key)).toMatchObject({ outcome: "revoked" });
    expect(await revoke(key, { compromised_since: 3, key, registrar })).toEqual({ outcome: "key-revoked" });
    const compromised = await revoke(key, { compromised_since: 3, registrar });
    expect(compromised).toMatchObject({ outcome: "revoked", key: { compromised_since: 3, revoked: { entry: 4 } } });
    await restart();
    expect(await revoke(key, { compromised_since: 3, registrar })).toMatchObject({ outcome: "revoked-before" });
    expect(await revoke(key, { compromised_since: 2, registrar: successor })).toMatchObject({
      outcome: "revoked",
      key: { compromised_since: 2 },
    });
    // Everybody can read the registrar's older endorsement on the chain.
    expect(await revoke(key, { compromised_since: 3, registrar })).toMatchObject({
      outcome: "revoked-before",
      key: { compromised_since: 2 },
    });
    expect(await verdict()).toMatchObject({ valid: true });
  });

  test("was created with other terms than one without, or with the two exchanged", async () => {
    const [registrar, successor] = [(await generateAuthorKey()).publicKey, (await generateAuthorKey()).publicKey];
    const policy = { signatures: "required", registrar, successor } as const;
    expect(await faulty().create(PUZZLE, "sealed", policy)).toBe("created");
    for (const restarts of [false, true]) {
      if (restarts) await restart();
      expect(await faulty().create(PUZZLE, "sealed", { successor, registrar, signatures: "required" })).toBe("exists");
      const others = [{}, { registrar, successor }, { ...policy, registrar: successor, successor: registrar }];
      for (const other of others) expect(await faulty().create(PUZZLE, "sealed", other)).toBe("conflict");
    }
    expect(JSON.parse((await valueOf(faulty().blockText(1))) ?? "")).toMatchObject({ entries: [policy] });
    expect(await verdict()).toMatchObject({ valid: true });
  });
});

describe("a sealed ledger from before keys", () => {
  test("opens, goes on with its erasures, and enrols keys", async () => {
    await threeSealed(new SealedAcknowledged());
    await valueOf(faulty().correct(2, "any", { ...patient(101), patient_name: "Asha Rao-Menon" }, READER));
    await deploy(EXTERNAL);
    await valueOf(erase(3));
    await behindTheBackOf(NAME, ({ sql, kv }) => {
      sql.exec(`DROP INDEX entries_by_key; DROP INDEX IF EXISTS entries_by_commitment;
        ALTER TABLE erasures DROP COLUMN signed; DELETE FROM migrations WHERE id > 10`);
      const { authors: _, ...older } = kv.get<Record<string, unknown>>("sealed") ?? {};
      kv.put("sealed", older);
    });
    await deploy(SIGNING);

    expect(await faulty().create(PUZZLE, "sealed")).toBe("exists");
    expect(await faulty().create(PUZZLE, "sealed", { signatures: "required" })).toBe("conflict");
    await untilErased(3);
    expect(await Promise.all([2, 3, 4].map(readOutcome))).toEqual(["found", "erased", "found"]);
    expect(await valueOf(faulty().keys({ from: 1, limit: 9 }, AUTHOR))).toEqual({ names: "operator", keys: [] });
    const key = await generateAuthorKey();
    expect(await enrol(key)).toMatchObject({ outcome: "enrolled", key: { enrolled: { entry: 6 } } });
    await restart();
    expect(await revoke(key)).toMatchObject({ outcome: "revoked" });
    expect(await Promise.all([2, 3, 4].map(readOutcome))).toEqual(["found", "erased", "found"]);
    expect(await verdict()).toMatchObject({ valid: true });
  });
});

describe("a ledger whose vault fails", () => {
  let calls: FaultyCalls | undefined;
  afterEach(() => calls?.restore());

  test("enrols nothing without the key of the subject in the vault, and the same request succeeds later", async () => {
    await threeSealed(new SealedAcknowledged());
    const key = await generateAuthorKey();
    const sent = await enrolmentOf(key);
    calls = new FaultyCalls();
    calls.plan({ call: 1, effect: "is lost", times: 1 });
    expect(
      await faulty()
        .enrol(sent, AUTHOR)
        .then(() => "answered", String),
    ).toContain("lost");
    expect(await keyEntries()).toBe(0);
    expect(await stateOf(key)).toBe("none");
    expect(await valueOf(faulty().enrol(sent, AUTHOR))).toMatchObject({ outcome: "enrolled" });
    expect(await verdict()).toMatchObject({ valid: true });
  });
});

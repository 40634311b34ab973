import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { deploy, deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";
import {
  createVault,
  MarkedTree,
  newKeys,
  newRecordKey,
  NOTHING,
  SEALED,
  vaultOf,
} from "../../support/ledger/vaults.ts";

deployedWith(SIGNING);

const OTHER_ID = "0123456789abcdef0123456789abcdef";
/** The methods that need a vault: their names, their outcomes if there is one, and calls with an id. */
const EACH_METHOD: readonly (readonly [string, string, (id: string) => Promise<{ outcome: string }>])[] = [
  ["open", "open", (id) => vaultOf().open(id)],
  ["put", "stored", (id) => vaultOf().put(id, { keys: newKeys(1) })],
  ["keys", "keys", (id) => vaultOf().keys(id, new Uint8Array(16))],
  ["pseudonym", "pseudonym", (id) => vaultOf().pseudonym(id, "dr-rao")],
  ["bury", "erased", (id) => vaultOf().bury(id, { record: 2, keyIds: NOTHING, lookups: NOTHING, isOnChain: false })],
  ["ask", "not-held", (id) => vaultOf().ask(id, 2, "request")],
  ["erasureStatus", "status", (id) => vaultOf().erasureStatus(id, 2, "dr-rao")],
  ["hold", "held", (id) => vaultOf().hold(id, 3, "dr-rao", true)],
  ["erasures", "erasures", (id) => vaultOf().erasures(id, 0)],
];

const tables = (ledger = SEALED) =>
  runInDurableObject(vaultOf(ledger), (_, { storage }) => storage.sql.exec("SELECT name FROM sqlite_master").toArray());

describe("a vault", () => {
  test("has a random id of 32 hexadecimal digits, and a random key of its own", async () => {
    const [id, other] = [await createVault(), await createVault("ward-4")];
    const [open, openOther] = [await vaultOf().open(id), await vaultOf("ward-4").open(other)];

    expect([id, other]).toEqual([0, 1].map(() => expect.stringMatching(/^[0-9a-f]{32}$/)));
    expect(id).not.toBe(other);
    const erasures = { done: 0, isDue: false };
    expect(open).toEqual({ outcome: "open", hmacKey: expect.any(Uint8Array), revision: 0, lineage: "", erasures });
    expect(open).not.toEqual(openOther);
  });

  test("is the same one for every call before its first mark, after a restart and for calls at once", async () => {
    const created = await Promise.all([1, 2, 3, 4].map(() => vaultOf().create()));
    await vaultOf().put(await createVault(), { keys: newKeys(1) });
    const open = await vaultOf().open(await createVault());
    await restart();

    created.push(await vaultOf().create());
    expect(new Set(created.map((creation) => JSON.stringify(creation))).size).toBe(1);
    expect(await vaultOf().open(await createVault())).toEqual(open);
  });

  test("is taken once it has a mark, and stays open to its ledger", async () => {
    const id = await createVault();
    const mark = await (await MarkedTree.grow(1)).mark(1);
    expect(await vaultOf().put(id, { keys: NOTHING, mark })).toMatchObject({ outcome: "stored" });

    expect(await vaultOf().create()).toEqual({ outcome: "taken" });
    await restart();
    expect(await vaultOf().create()).toEqual({ outcome: "taken" });
    expect(await vaultOf().open(id)).toMatchObject({ outcome: "open", mark: { note: mark.note, size: 1 } });
  });

  test.each(EACH_METHOD)("that was never created is lost for %s, which stores nothing", async (_, _outcome, call) => {
    expect(await call(OTHER_ID)).toEqual({ outcome: "lost" });
    expect(await tables()).toEqual([]);
  });

  test.each(EACH_METHOD)("is lost for %s with any other id, and answers %s with its own", async (_, outcome, call) => {
    const id = await createVault();

    for (const other of [OTHER_ID, "", "x'; --"]) expect(await call(other)).toEqual({ outcome: "lost" });
    expect(await call(id)).toMatchObject({ outcome });
  });

  test.each(EACH_METHOD)(
    "is closed for %s without RECORD_KEY and with another, and open with its own",
    async (_, outcome, call) => {
      const id = await createVault();
      const own = env.RECORD_KEY ?? "";

      await deploy({ ...SIGNING, RECORD_KEY: "" });
      expect(await call(id)).toEqual({ outcome: "key-missing" });
      await deploy({ ...SIGNING, RECORD_KEY: JSON.stringify(newRecordKey()) });
      expect(await call(id)).toEqual({ outcome: "key-wrong" });
      expect(await vaultOf().create()).toEqual({ outcome: "key-wrong" });
      await deploy({ ...SIGNING, RECORD_KEY: own });
      expect(await call(id)).toMatchObject({ outcome });
    },
  );

  test("is not created without RECORD_KEY, and nothing is stored", async () => {
    await deploy({ ...SIGNING, RECORD_KEY: "" });

    expect(await vaultOf().create()).toEqual({ outcome: "key-missing" });
    expect(await tables()).toEqual([]);
  });

  test("takes keys without marks from a ledger whose deployment does not sign", async () => {
    await deploy({});
    const id = await createVault();

    expect(await vaultOf().put(id, { keys: newKeys(1) })).toMatchObject({ outcome: "stored" });
    const mark = await (await MarkedTree.grow(1)).mark(1);
    expect(await vaultOf().put(id, { keys: NOTHING, mark })).toEqual({ outcome: "refused", of: "mark" });
  });
});

describe("a pseudonym", () => {
  const pseudonym = async (id: string, subject: string) => {
    const result = await vaultOf().pseudonym(id, subject);
    return "pseudonym" in result ? result.pseudonym : result.outcome;
  };

  test("is the same for the same subject for ever, and another one for every other subject", async () => {
    const id = await createVault();
    const subjects = ["dr-rao", "Dr-rao", "", "dr-rao ", "\ud800", "医師"];

    const first = await Promise.all(subjects.map((subject) => pseudonym(id, subject)));
    const again = await Promise.all([1, 2, 3].map(() => pseudonym(id, "new")));
    await restart();

    expect(first).toEqual(subjects.map(() => expect.stringMatching(/^[0-9a-f]{16}$/)));
    expect(new Set([...first, ...again]).size).toBe(subjects.length + 1);
    for (const [place, subject] of subjects.entries()) expect(await pseudonym(id, subject)).toBe(first[place]);
  });

  test("tells nothing about the subject: another ledger's vault has another one", async () => {
    const other = await vaultOf("ward-4").pseudonym(await createVault("ward-4"), "dr-rao");

    expect(other).not.toEqual(await vaultOf().pseudonym(await createVault(), "dr-rao"));
  });
});

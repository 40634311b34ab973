import { env, evictAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import { parseCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { noteText, openSigner, parseNote, SIGNATURE_TYPE, signText } from "../../src/evidence/notes/note.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { valueOf } from "../support/ledger/answers.ts";
import { patient } from "../support/worker/client.ts";
import { deploy, deployedWith, KEY, newKey, ORIGIN, SIGNING } from "../support/worker/deployment.ts";
import { Watcher } from "../support/worker/watching.ts";

deployedWith(SIGNING);

const BITS = { puzzle: "block-hash", difficulty: 8 } as const;
const KINDS = ["plain", "sealed"] as const;
const DELETED = { outcome: "deleted" };

const objectOf = (name: string): DurableObjectStub<Ledger> => env.LEDGER.getByName(name);

/** A note of a ledger's object, as it is stored. */
const noteOf = (name: string, key = "sandbox") =>
  runInDurableObject(objectOf(name), (_, { storage }) => storage.kv.get<string>(key));

/** Edits the notes of a ledger's object, and starts it on them. */
async function edit(name: string, change: (kv: SyncKvStorage, storage: DurableObjectStorage) => void): Promise<void> {
  await runInDurableObject(objectOf(name), (_, { storage }) => change(storage.kv, storage));
  await evictDurableObject(objectOf(name));
}

/** The hash of a ledger's genesis. */
async function genesisOf(name: string): Promise<string> {
  const block = JSON.parse((await valueOf(objectOf(name).blockText(1))) ?? "") as { hash: string };
  return block.hash;
}

/** Signs a text as the deployment signs the checkpoints of a ledger, or with another key. */
async function signed(name: string, text: string, key = KEY): Promise<string> {
  const signer = await openSigner(key, `${ORIGIN}/ledgers/${name}`, SIGNATURE_TYPE.ed25519);
  return noteText({ text, signatures: [await signText(text, signer)] });
}

const textOf = (statement: string, name: string, genesis: string) =>
  `patient-ledger ${statement}\n${ORIGIN}/ledgers/${name}\n${genesis}\n`;

/** What a ledger says about itself, what comes of deleting it, of mining on it, and of checking it. */
async function conductOf(name: string): Promise<unknown> {
  const { sandbox } = await valueOf(objectOf(name).describe());
  const deleted = await valueOf(objectOf(name).delete());
  const mined = await valueOf(objectOf(name).mine(patient(1), "dr-rao"));
  const verdict = await valueOf(objectOf(name).validate({ rebuild: true }));
  return { sandbox, deleted, index: "block" in mined && mined.block.index, valid: verdict?.valid };
}

/** The conduct of a ledger that is no sandbox. */
const REGISTER = { sandbox: undefined, deleted: "not-deletable", index: 2, valid: true };

describe.each(KINDS)("the storage of a %s register", (kind) => {
  beforeEach(async () => {
    await objectOf("register").create(BITS, kind);
    await objectOf("box").create(BITS, kind, {}, true);
  });

  test.each<[string, () => Promise<string>]>([
    ["the mark alone", async () => ""],
    ["the note of a sandbox", async () => (await noteOf("box")) ?? ""],
    [
      "the note of a sandbox, under the register's name",
      async () =>
        noteText({
          ...parseNote((await noteOf("box")) ?? ""),
          text: textOf("sandbox", "register", await genesisOf("register")),
        }),
    ],
    [
      "a note that is signed with another key",
      async () => signed("register", textOf("sandbox", "register", await genesisOf("register")), await newKey()),
    ],
    [
      "a note about another genesis",
      async () => signed("register", textOf("sandbox", "register", await genesisOf("box"))),
    ],
    ["the newest checkpoint", async () => (await valueOf(objectOf("register").checkpoint(0))) ?? ""],
    ["no note at all", async () => "a sandbox"],
  ])("makes it neither a sandbox nor deletable: %s", async (_, note) => {
    const text = await note();
    await edit("register", (kv) => kv.put("sandbox", text));

    expect(await conductOf("register")).toEqual(REGISTER);
    expect(await objectOf("register").create(BITS, kind)).toBe("exists");
    expect(await objectOf("register").create(BITS, kind, {}, true)).toBe("conflict");
  });

  test("does not make it a deleted one either, with whatever tombstone", async () => {
    await objectOf("box").delete();
    const tombstone = (await noteOf("box", "deleted")) ?? "";
    await edit("register", (kv) => kv.put("deleted", tombstone));

    expect(await conductOf("register")).toEqual(REGISTER);
  });

  test.each<[string, () => Promise<string>]>([
    ["of another ledger", async () => (await objectOf("box").delete(), (await noteOf("box", "deleted")) ?? "")],
    [
      "that is signed with another key",
      async () => signed("register", textOf("deleted sandbox", "register", "ab".repeat(32)), await newKey()),
    ],
    ["that is none", async () => "deleted"],
  ])("does not say that it was deleted if it was destroyed, with a tombstone %s", async (_, note) => {
    const tombstone = await note();
    await edit("register", (kv, { sql }) => {
      for (const [key] of kv.list()) kv.delete(key);
      const query =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'";
      for (const { name } of sql.exec<{ name: string }>(query).toArray()) sql.exec(`DROP TABLE "${name}"`);
      kv.put("deleted", tombstone);
    });

    expect(await objectOf("register").describe()).toEqual({ outcome: "contradicted" });
    expect(await objectOf("register").delete()).toEqual({ outcome: "contradicted" });
    expect(await objectOf("register").create(BITS, kind)).toBe("contradicted");
  });
});

describe.each(KINDS)("a %s sandbox", (kind) => {
  beforeEach(async () => {
    await objectOf("box").create(BITS, kind, {}, true);
  });

  test("stays one when its object restarts", async () => {
    await evictAllDurableObjects();
    expect(await valueOf(objectOf("box").describe())).toMatchObject({ sandbox: true });
    expect(await objectOf("box").create(BITS, kind, {}, true)).toBe("exists");
  });

  test("is no sandbox any more, and not deletable, when its note was removed", async () => {
    await edit("box", (kv) => kv.delete("sandbox"));

    expect(await conductOf("box")).toEqual(REGISTER);
  });

  test("is not deleted when its genesis was edited: it contradicts what it signed", async () => {
    await edit("box", (_, { sql }) => {
      const table = kind === "plain" ? "blocks" : "headers";
      sql.exec(`UPDATE ${table} SET hash = ? WHERE "index" = 1`, "ab".repeat(32));
    });

    expect(await objectOf("box").delete()).toEqual({ outcome: "contradicted" });
  });

  test("says what it is and is deleted after its key was rotated, and stays deleted", async () => {
    const next = await newKey();
    const retired = { ...KEY, d: undefined };
    await deploy({ ...SIGNING, LEDGER_SIGNING_KEY: JSON.stringify({ keys: [next, retired] }) });
    expect(await valueOf(objectOf("box").describe())).toMatchObject({ sandbox: true });
    expect(await objectOf("box").delete()).toMatchObject({ outcome: "ok", value: "deleted" });

    const later = { ...next, d: undefined };
    await deploy({ ...SIGNING, LEDGER_SIGNING_KEY: JSON.stringify({ keys: [await newKey(), later] }) });
    expect(await objectOf("box").describe()).toEqual(DELETED);
    expect(await objectOf("box").create(BITS, kind)).toBe("deleted");
  });

  test("is not deleted without a signing key, and its name is not free then either", async () => {
    await deploy({});
    expect(await objectOf("box").delete()).toEqual({ outcome: "key-missing" });
    await deploy(SIGNING);
    expect(await objectOf("box").delete()).toMatchObject({ value: "deleted" });
    await deploy({});
    expect(await objectOf("box").describe()).toEqual({ outcome: "key-missing" });
    expect(await objectOf("box").create(BITS, kind)).toBe("signing-key-missing");
  });

  test("is deleted though its first block is still being mined: it does not come into being afterwards", async () => {
    const created = objectOf("new").create({ ...BITS, difficulty: 18 }, kind, {}, true);
    const isBegun = () =>
      runInDurableObject(objectOf("new"), (_, { storage }) => storage.kv.get("puzzle") !== undefined);
    while (!(await isBegun())) await scheduler.wait(1);

    expect(await objectOf("new").delete()).toMatchObject({ value: "deleted" });

    await created;
    expect(await objectOf("new").describe()).toEqual(DELETED);
  });

  test("is deleted by one of two calls", async () => {
    const answers = await Promise.all([objectOf("box").delete(), objectOf("box").delete()]);

    expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(["deleted", "ok"]);
  });

  test("closes its watchers' sockets with 4010, and opens no other", async () => {
    const address = `https://ledger/?caller=dr-rao&from=1&expires=${Date.now() + 600_000}`;
    const open = () => objectOf("box").fetch(address, { headers: { Upgrade: "websocket" } });
    const { webSocket } = await open();
    if (!webSocket) throw new Error("no socket was opened");
    const watcher = new Watcher(webSocket);
    await watcher.until(1);

    await objectOf("box").delete();

    expect(await watcher.end()).toMatchObject({ code: 4010 });
    expect((await open()).status).toBe(410);
  });

  test("mines and signs nothing more while it is deleted, and tells so", async () => {
    const mined = Array.from({ length: 20 }, (_, number) => objectOf("box").mine(patient(number), "dr-rao"));
    const accepted = objectOf("box").accept(
      Array.from({ length: 300 }, (_, number) => patient(1_000 + number)),
      "dr-bose",
    );
    const checked = objectOf("box").validate({ rebuild: true });
    await objectOf("box").mine(patient(999), "dr-rao");

    expect(await objectOf("box").delete()).toMatchObject({ value: "deleted" });

    for (const answer of await Promise.all([...mined, accepted, checked]))
      expect(["ok", "deleted"]).toContain(answer.outcome);
    await scheduler.wait(20);
    const left = await runInDurableObject(objectOf("box"), (_, { storage }) =>
      Array.from(storage.kv.list(), ([key]) => key),
    );
    expect(left).toEqual(["deleted"]);
  });

  test("signs nothing that anybody could take for a checkpoint", async () => {
    const notes = [(await noteOf("box")) ?? ""];
    await objectOf("box").delete();
    notes.push((await noteOf("box", "deleted")) ?? "");
    for (const note of notes) expect(() => parseCheckpoint(parseNote(note).text)).toThrow("not a checkpoint");
  });
});

describe("a sealed sandbox that was deleted", () => {
  beforeEach(async () => {
    await objectOf("box").create(BITS, "sealed", {}, true);
    await objectOf("box").delete();
  });

  test.each(KINDS)("keeps its name though only its vault is left: no %s ledger is created there", async (kind) => {
    await runInDurableObject(objectOf("box"), (_, { storage }) => storage.deleteAll());
    await evictAllDurableObjects();

    expect(await objectOf("box").create(BITS, kind, {}, true)).toBe("deleted");
    expect(await objectOf("box").create({ puzzle: "squares" })).toBe("deleted");
  });

  test.each(KINDS)("keeps its name though only the ledger is left: no %s ledger is created there", async (kind) => {
    await runInDurableObject(env.VAULT.getByName("box"), (_, { storage }) => storage.deleteAll());
    await evictAllDurableObjects();

    expect(await objectOf("box").create(BITS, kind, {}, true)).toBe("deleted");
    expect(await objectOf("box").describe()).toEqual(DELETED);
  });
});

test("a sealed ledger whose vault says without its signature that it was deleted is not deleted", async () => {
  await objectOf("ward").create(BITS, "sealed", {}, true);
  await runInDurableObject(env.VAULT.getByName("ward"), async (_, { storage }) => {
    await storage.deleteAll();
    storage.kv.put("deleted", await signed("ward", textOf("deleted sandbox", "ward", "ab".repeat(32))));
  });
  await evictAllDurableObjects();

  expect(await valueOf(objectOf("ward").describe())).toMatchObject({ sandbox: true });
  expect(await objectOf("ward").mine(patient(1), "dr-rao")).toEqual({ outcome: "vault-lost" });
});

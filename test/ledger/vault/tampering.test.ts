import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { hex } from "../../../src/chain/text/hex.ts";
import {
  createVault,
  keysResult,
  MarkedTree,
  newKeys,
  newRecordKey,
  NOTHING,
  split,
  sqlOnVault,
  sqlOnVaultOf,
  vaultOf,
} from "../../support/ledger/vaults.ts";
import { deploy, deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

let log: MockInstance<typeof console.log>;
beforeEach(() => {
  log = vi.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

const COUNT = 8;
const LENGTHS = [0, 1, 12, 28, 59, 60, 61, 5000];
const tree = await MarkedTree.grow(9);
const foreign = await MarkedTree.grow(9, { ledger: "ward-4" });

/** A vault with keys, a mark and a pseudonym. */
async function filled() {
  const id = await createVault();
  const packed = newKeys(COUNT);
  await vaultOf().put(id, { keys: packed, mark: await tree.mark(4) });
  await vaultOf().pseudonym(id, "dr-rao");
  return { id, packed, ...split(packed) };
}

/** Edits of the vault's own row, by what they do, with what `open` answers afterwards. */
const EDITS: readonly (readonly [string, string, string])[] = [
  ["gives it another id", "lost", "UPDATE vault SET id = '0123456789abcdef0123456789abcdef'"],
  ["gives it an id that is no id", "lost", "UPDATE vault SET id = 'é'"],
  ["deletes it", "lost", "DELETE FROM vault"],
  ["empties the HMAC key", "lost", "UPDATE vault SET hmac_key = x''"],
  ["replaces the HMAC key with zeros", "lost", "UPDATE vault SET hmac_key = zeroblob(60)"],
  [
    "replaces the HMAC key with a record's",
    "lost",
    "UPDATE vault SET hmac_key = (SELECT wrapped FROM keys WHERE id <> x'' LIMIT 1)",
  ],
  ["shortens the HMAC key", "lost", "UPDATE vault SET hmac_key = substr(hmac_key, 1, 59)"],
  ["lengthens the HMAC key", "lost", "UPDATE vault SET hmac_key = CAST(hmac_key || x'00' AS BLOB)"],
  ["names another record key", "key-wrong", "UPDATE vault SET wrapped_by = '00000000'"],
  ["names no record key", "key-wrong", "UPDATE vault SET wrapped_by = ''"],
  ["says that another record key is in use", "key-wrong", "UPDATE vault SET in_use = '00000000'"],
  ["says that no record key is in use", "open", "UPDATE vault SET in_use = ''"],
  ["replaces the mark with nothing", "lost", "UPDATE vault SET mark = ''"],
  ["replaces the mark with a text", "lost", "UPDATE vault SET mark = 'x' || char(10, 10) || '— a b' || char(10)"],
  ["gives the mark another origin", "lost", "UPDATE vault SET mark = replace(mark, 'ward-3', 'ward-4')"],
  ["truncates the mark", "lost", "UPDATE vault SET mark = substr(mark, 1, 60)"],
  ["gives the mark a root that is none", "lost", "UPDATE vault SET mark = replace(mark, '=', '')"],
];

describe("an edit of the vault's row that", () => {
  test.each(EDITS)("%s fails no call: the vault is then %s", async (_, outcome, edit) => {
    const { id, packed, ids, keys } = await filled();
    const before = await vaultOf().open(id);
    await sqlOnVault(edit);

    for (const restarts of [false, true]) {
      if (restarts) await restart();
      const opened = await vaultOf().open(id);
      expect(opened).toEqual(outcome === "open" ? before : { outcome });
      const read = await vaultOf().keys(id, ids);
      expect(read).toEqual(outcome === "open" ? keysResult(keys) : { outcome });
      const put = await vaultOf().put(id, { keys: packed, mark: await tree.mark(9, 4) });
      expect(put).toMatchObject({ outcome: outcome === "open" ? "stored" : outcome });
      const { outcome: pseudonym } = await vaultOf().pseudonym(id, "dr-rao");
      expect(pseudonym).toBe(outcome === "open" ? "pseudonym" : outcome);
      if (outcome === "open") break;
    }
    const created = await vaultOf().create();
    expect(created).toEqual({ outcome: outcome === "key-wrong" ? outcome : "taken" });
  });

  test("replaces its mark with another genuine one is not noticed by the vault, but only by the ledger", async () => {
    const { id } = await filled();
    const { note } = await tree.mark(2);
    await sqlOnVault("UPDATE vault SET mark = ?", note);

    expect(await vaultOf().open(id)).toMatchObject({ mark: { note, size: 2 } });
    expect(await vaultOf().put(id, { keys: NOTHING, mark: await foreign.mark(9, 2) })).toMatchObject({
      outcome: "refused",
    });
    expect(await vaultOf().put(id, { keys: NOTHING, mark: await tree.mark(9, 2) })).toMatchObject({
      outcome: "stored",
    });
  });
});

describe("an edit of the keys' rows", () => {
  test("in any column never yields a wrong key: each is the right one or null", async () => {
    const bytes = fc.oneof(
      fc.constantFrom(...LENGTHS).map((length) => new Uint8Array(length)),
      fc.uint8Array({ minLength: 60, maxLength: 60 }),
    );
    const edit = fc.record({
      row: fc.nat({ max: COUNT - 1 }),
      other: fc.nat({ max: COUNT - 1 }),
      /** What happens to the row. */
      kind: fc.constantFrom("content", "bit", "cut", "swap", "move", "key", "delete"),
      bytes,
      place: fc.nat({ max: 59 }),
    });
    const { id, ids, keys } = await filled();
    const saved = await sqlOnVault("SELECT id, wrapped, wrapped_by FROM keys");

    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 5 }), fc.boolean(), async (edits, restarts) => {
        await sqlOnVault("DELETE FROM keys");
        for (const row of saved) await sqlOnVault("INSERT INTO keys VALUES (?, ?, ?)", ...Object.values(row));
        const touched = new Set<string>();
        for (const { row, other, kind, bytes: content, place } of edits) {
          const [at, from] = [row, other].map((index) => ids.slice(16 * index, 16 * (index + 1))) as [
            Uint8Array<ArrayBuffer>,
            Uint8Array<ArrayBuffer>,
          ];
          for (const each of [at, from]) touched.add(hex(each));
          const run = (sql: string, ...values: (ArrayBuffer | string)[]) => sqlOnVault(sql, ...values);
          if (kind === "content")
            await run("UPDATE keys SET wrapped = ? WHERE id = ?", content.slice().buffer, at.buffer);
          if (kind === "cut")
            await run(`UPDATE keys SET wrapped = coalesce(substr(wrapped, 1, ${place}), x'') WHERE id = ?`, at.buffer);
          if (kind === "bit") {
            const [stored] = await run("SELECT wrapped FROM keys WHERE id = ?", at.buffer);
            const flipped = new Uint8Array((stored?.["wrapped"] ?? new ArrayBuffer()) as ArrayBuffer).map(
              (byte, index) => (index === place ? byte ^ 1 : byte),
            );
            await run("UPDATE keys SET wrapped = ? WHERE id = ?", flipped.buffer, at.buffer);
          }
          if (kind === "swap") {
            await run(
              "UPDATE keys SET wrapped = coalesce((SELECT wrapped FROM keys WHERE id = ?), x'') WHERE id = ?",
              from.buffer,
              at.buffer,
            );
          }
          if (kind === "move") await run("UPDATE OR REPLACE keys SET id = ? WHERE id = ?", at.buffer, from.buffer);
          if (kind === "key") await run("UPDATE keys SET wrapped_by = '0badcafe' WHERE id = ?", at.buffer);
          if (kind === "delete") await run("DELETE FROM keys WHERE id = ?", at.buffer);
        }
        if (restarts) await restart();

        const read = await vaultOf().keys(id, ids);
        if (read.outcome !== "keys") throw new Error(`the vault is ${read.outcome}`);
        for (const [place, key] of read.keys.entries()) {
          const isTouched = touched.has(hex(ids.subarray(16 * place, 16 * (place + 1))));
          expect(key === null && isTouched ? keys[place] : key).toEqual(keys[place]);
        }
      }),
      { numRuns: 60 },
    );
  });

  // The first and the last byte of the initialization vector, of the key and of the tag.
  const FAST = [0, 11, 12, 43, 44, 59];
  test.each(FAST)("in byte %i of a wrapped key makes it null", becomesNull);
  test.each(Array.from({ length: 60 }, (_, place) => place).filter((place) => !FAST.includes(place)))(
    "in byte %i of a wrapped key makes it null",
    { tags: "long" },
    becomesNull,
  );

  async function becomesNull(place: number): Promise<void> {
    const { id, ids, packed } = await filled();
    const [row] = await sqlOnVault("SELECT wrapped FROM keys WHERE id = ?", ids.slice(0, 16).buffer);
    const flipped = new Uint8Array(row?.["wrapped"] as ArrayBuffer).map((byte, at) =>
      at === place ? byte ^ 128 : byte,
    );
    await sqlOnVault("UPDATE keys SET wrapped = ? WHERE id = ?", flipped.buffer, ids.slice(0, 16).buffer);

    expect(await vaultOf().keys(id, ids.slice(0, 16))).toEqual(keysResult([null]));
    // It is not replaced either, since what it was cannot be told any more.
    expect(await vaultOf().put(id, { keys: packed })).toMatchObject({ outcome: "refused" });
  }

  test("is no key for another vault: the same rows are null under its id", async () => {
    const { ids } = await filled();
    const rows = await sqlOnVault("SELECT id, wrapped, wrapped_by FROM keys WHERE id <> x''");
    const other = await createVault("ward-4");
    for (const row of rows) await sqlOnVaultOf("ward-4", "INSERT INTO keys VALUES (?, ?, ?)", ...Object.values(row));

    expect(await vaultOf("ward-4").keys(other, ids)).toEqual(keysResult(Array.from({ length: COUNT }, () => null)));
  });

  test("does not stop a rotation, which rewraps the others", async () => {
    const { id, ids, keys } = await filled();
    const old = JSON.parse(env.RECORD_KEY ?? "") as object;
    const current = newRecordKey();
    await sqlOnVault("UPDATE keys SET wrapped = x'' WHERE id = ?", ids.slice(0, 16).buffer);
    await sqlOnVault("UPDATE keys SET wrapped_by = '' WHERE id = ?", ids.slice(16, 32).buffer);
    await sqlOnVault("INSERT INTO keys VALUES (x'01', x'00', 'x')");

    await deploy({ ...SIGNING, RECORD_KEY: JSON.stringify({ keys: [current, old] }) });
    await vaultOf().open(id);
    while (!log.mock.calls.some(([text]) => String(text).includes("vault"))) {
      await runDurableObjectAlarm(vaultOf());
      await scheduler.wait(10);
    }

    await deploy({ ...SIGNING, RECORD_KEY: JSON.stringify(current) });
    expect(await vaultOf().keys(id, ids)).toEqual(keysResult([null, null, ...keys.slice(2)]));
  });
});

describe("an edit of a pseudonym", () => {
  test.each(["", "Dr. Rao", "0123456789ABCDEF", "0123456789abcdef0", "0123456789abcdef\n"])(
    "to %j gives the subject a new one, which stays",
    async (edited) => {
      const { id } = await filled();
      await sqlOnVault("UPDATE pseudonyms SET pseudonym = ?", edited);

      const result = await vaultOf().pseudonym(id, "dr-rao");

      expect(result).toEqual({ outcome: "pseudonym", pseudonym: expect.stringMatching(/^[0-9a-f]{16}$/) });
      await restart();
      expect(await vaultOf().pseudonym(id, "dr-rao")).toEqual(result);
    },
  );
});

import { env, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import type { Puzzle } from "../../../src/chain/puzzle.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { deliverAlarm, faulty, NAME } from "../../support/ledger/recovery.ts";
import { growVictim, openVerdict, wrongs } from "../../support/ledger/sealed-victim.ts";
import { behindTheBackOf, sqlOn } from "../../support/storage/in-runtime.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

type Change = (storage: DurableObjectStorage) => void;

/** Replaces a note, or deletes it. */
const put =
  (key: string, value?: unknown): Change =>
  ({ kv }) =>
    void (value === undefined ? kv.delete(key) : kv.put(key, value));

/** Changes what was fixed at the creation. */
const changed =
  (changes: object): Change =>
  ({ kv }) =>
    kv.put("sealed", { ...kv.get<object>("sealed"), ...changes });

const everythingBut =
  (...kept: readonly string[]): Change =>
  ({ sql, kv }) => {
    for (const table of ["headers", "entries", "lookups", "tiles", "checkpoints"]) sql.exec(`DELETE FROM ${table}`);
    for (const key of Array.from(kv.list(), ([each]) => each)) if (!kept.includes(key)) kv.delete(key);
  };

const BITS: Puzzle = { puzzle: "block-hash", difficulty: 9 };

type Case = readonly [name: string, change: Change, verdict: string];

const CASES: readonly Case[] = [
  ["no kind", put("sealed"), "genesis at 1"],
  ["a kind without a vault", changed({ vault: undefined }), "vault-lost"],
  ["another vault", changed({ vault: "ab".repeat(16) }), "vault-lost"],
  ["a vault that is no id", changed({ vault: { id: 7 } }), "vault-lost"],
  ["another id of the founding entry", changed({ id: "ab".repeat(16) }), "valid"],
  ["a kind that is a text", put("sealed", "sealed"), "vault-lost"],
  ["no puzzle", put("puzzle"), "no-ledger"],
  ["the other puzzle", put("puzzle", { puzzle: "squares" }), "genesis at 1"],
  ["another difficulty", put("puzzle", BITS), "difficulty at 1"],
  ["a difficulty that is a text", put("puzzle", { puzzle: "block-hash", difficulty: "eight" }), "difficulty at 1"],
  ["no creation", put("founded"), "no-ledger"],
  ["a creation that is a number", put("founded", 1), "no-ledger"],
  ["a check in the future", put("checked", 1e15), "valid"],
  ["a chain that was never signed", put("unsigned", 4), "valid"],
  ["nothing but its kind", everythingBut("sealed", "puzzle", "founded"), "ledger-behind"],
  ["nothing but its kind, not created yet", everythingBut("sealed", "puzzle"), "no-ledger"],
];

/** The fast suite has every fourth edit; the long suite has the rest. */
const isUsual = (_: Case, place: number) => place % 4 === 0;

describe("an edit of what a sealed ledger has noted says and signs nothing false:", () => {
  test.each(CASES.filter(isUsual))("%s", saysNothingFalse);
  test.each(CASES.filter((each, place) => !isUsual(each, place)))("%s", { tags: "long" }, saysNothingFalse);

  async function saysNothingFalse(...[, change, verdict]: Case): Promise<void> {
    const signed = await growVictim({});
    await behindTheBackOf(NAME, change);
    await evictDurableObject(faulty());
    const before = await stored();

    expect(await openVerdict()).toBe(verdict);
    await deliverAlarm();
    // It may fail: a ledger that has blocks gets no second genesis.
    await faulty()
      .create(PUZZLE, "sealed")
      .catch(() => undefined);
    await deliverAlarm();
    expect(await wrongs(signed)).toEqual([]);
    // Whatever was appended follows what was there.
    expect((await stored()).slice(0, before.length)).toEqual(before);
  }
});

test("a ledger under whose name a vault is left does not become another ledger", async () => {
  await growVictim({});
  await runInDurableObject(env.LEDGER.getByName(NAME), (_, { storage }) => storage.deleteAll());
  await evictDurableObject(faulty());

  expect(await faulty().create(BITS, "sealed")).toBe("ledger-behind");
  expect(await faulty().create({ puzzle: "squares" }, "plain")).toBe("ledger-behind");
  expect(await faulty().describe()).toEqual({ outcome: "no-ledger" });
});

function stored() {
  return sqlOn(NAME, `SELECT "index", hash FROM headers ORDER BY "index"`);
}

import { evictDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import { verifyConsistency } from "../../../src/chain/merkle-tree.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "../../../src/evidence/notes/checkpoint.ts";
import { parseReadReceipt, verifyReadReceipt } from "../../../src/evidence/receipts/read-receipt.ts";
import type { ReadsQuery } from "../../../src/ledger/reads/read-log.ts";
import type { ReadView } from "../../../src/ledger/results.ts";
import { LOG_ATTACKS, type LogAttack } from "../../support/ledger/log-attacks.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { deny, logCheckpoint, logged, logPolicy } from "../../support/ledger/reads.ts";
import { faulty, NAME } from "../../support/ledger/recovery.ts";
import { edit } from "../../support/storage/in-runtime.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const COUNT = 20;
let entries: readonly ReadView[];
let signed: VerifiedCheckpoint;

beforeEach(async () => {
  await faulty().create(PUZZLE, "sealed");
  await Promise.all(Array.from({ length: COUNT }, (_, place) => deny(place + 1)));
  entries = await logged();
  signed = (await logCheckpoint()) as VerifiedCheckpoint;
});

/**
 * Uses everything that the log offers.
 *
 * @returns how often it said that the log was edited, and a sentence for everything false that it said
 */
async function use(): Promise<{ noticed: number; wrongs: string[] }> {
  const wrongs: string[] = [];
  let noticed = 0;
  async function said<Value>(name: string, call: () => PromiseLike<{ outcome: string; value?: Value }>) {
    const answer = await call();
    if (answer.outcome === "ok") return answer.value;
    if (answer.outcome !== "contradicted") wrongs.push(`${name} is ${answer.outcome}`);
    noticed += 1;
    return undefined;
  }
  const check = async (name: string, note: string | undefined) => {
    if (note === undefined) return;
    const { size, root } = await openCheckpoint(note, await logPolicy());
    const proof = await said("consistency", () => faulty().readsConsistency(signed.size, size));
    const path = typeof proof === "object" ? proof.path : [];
    if (!(await verifyConsistency(signed.size, size, signed.root, root, path))) wrongs.push(`${name} is a fork`);
  };
  const same = (name: string, view: ReadView) => {
    const original = entries[view.number - 1];
    if (view.number <= COUNT && JSON.stringify(view) !== JSON.stringify(original)) wrongs.push(`${name} is another`);
  };

  await said("deny", () => deny(COUNT + 1));
  const pages: ReadsQuery[] = [
    ...[1, 8, 15].map((from) => ({ from, limit: 100 })),
    ...[3, 8, 20, 99].map((record) => ({ from: 1, limit: 100, record })),
  ];
  for (const query of pages) {
    const page = await said("page", () => faulty().reads(query));
    if (typeof page !== "object") continue;
    for (const view of page.entries) same(`a page from ${query.from}`, view);
    const expected =
      query.record === undefined
        ? COUNT - query.from + 1
        : entries.filter(({ record }) => record === query.record).length;
    const found = page.entries.filter(({ number }) => number <= COUNT).length;
    if (found !== expected) wrongs.push(`a page has ${found} entries instead of ${expected}`);
  }
  for (let number = 1; number <= COUNT; number++) {
    const receipt = await said("proof", () => faulty().readsProof(number));
    if (typeof receipt !== "object") continue;
    const proof = parseReadReceipt(JSON.stringify(receipt));
    if (!proof) throw new Error("it is no receipt");
    const { disclosed, commitment } = await verifyReadReceipt(proof, await logPolicy());
    same(`proof ${number}`, { number, commitment, ...disclosed } as ReadView);
    await check(`proof ${number}`, receipt.checkpoint);
  }
  for (let from = 1; from < COUNT; from++) {
    const proof = await said("consistency", () => faulty().readsConsistency(from, COUNT));
    if (typeof proof !== "object") continue;
    const { fromRoot, path } = proof;
    if (!(await verifyConsistency(from, COUNT, fromRoot, signed.root, path))) wrongs.push(`a proof from ${from}`);
  }
  await check("checkpoint", await said("checkpoint", () => faulty().readsCheckpoint(0)));
  return { noticed, wrongs };
}

test("a log that nobody edited says everything", async () => {
  expect(await use()).toEqual({ noticed: 0, wrongs: [] });
});

/** Edits the log, and uses it. @returns whether that was noticed */
async function strike({ edit: change }: LogAttack, isStopped: boolean): Promise<boolean> {
  await edit(NAME, change);
  if (isStopped) await evictDurableObject(faulty());
  const { noticed, wrongs } = await use();
  expect(wrongs).toEqual([]);
  return noticed > 0;
}

/** The fast suite has every fourth attack on a running ledger, and another fourth on a stopped one. */
const isUsual = (place: number, isStopped: boolean) => place % 4 === (isStopped ? 2 : 0);
const usual = (isStopped: boolean) => LOG_ATTACKS.filter((_, place) => isUsual(place, isStopped));
const others = (isStopped: boolean) => LOG_ATTACKS.filter((_, place) => !isUsual(place, isStopped));

describe("an edit that", () => {
  test.each(usual(false))("$name is noticed, and nothing false is said or signed", async (attack) => {
    expect(await strike(attack, false)).toBe(!attack.isRepaired);
  });

  test.each(others(false))("$name is noticed, and nothing false is said", { tags: "long" }, async (attack) => {
    expect(await strike(attack, false)).toBe(!attack.isRepaired);
  });

  test.each(usual(true))("$name while the ledger is stopped is noticed, and nothing false is said", async (attack) => {
    expect(await strike(attack, true)).toBe(!attack.isRepaired);
  });

  test.each(others(true))("$name while the ledger is stopped is noticed", { tags: "long" }, async (attack) => {
    expect(await strike(attack, true)).toBe(!attack.isRepaired);
  });
});

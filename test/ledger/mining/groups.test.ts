import { env, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import { type PatientRecord, sameRecord } from "../../../src/chain/records/record.ts";
import { openCheckpoint } from "../../../src/evidence/notes/checkpoint.ts";
import { parseReceipt, type Receipt, verifyReceipt } from "../../../src/evidence/receipts/receipt.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { SignedTree } from "../../../src/ledger/signing/signed-tree.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { addPending } from "../../support/storage/edits.ts";
import { edit, sqlOn, storedChain } from "../../support/storage/in-runtime.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { place, post, text, verifierKeysOf } from "../../support/worker/named-ledgers.ts";
import { DISTINCT_PROOFS, proofAt, validChain } from "../../support/worker/squares-chains.ts";

deployedWith(SIGNING);

const NAME = "clinic";
/** As many blocks as have different proofs, so that every proof is known. */
const LENGTH = DISTINCT_PROOFS.length + 1;
const chain = await validChain(LENGTH);

const ledger = () => env.LEDGER.getByName(NAME);
/** Calls methods of the object in one turn of its event loop. */
const inOneTurn = <Result>(work: (instance: Ledger) => Promise<Result>): Promise<Result> =>
  runInDurableObject(ledger(), work);
const newPatients = (count: number, from = LENGTH + 1) => Array.from({ length: count }, (_, n) => patient(from + n));
const mineAll = (records: readonly PatientRecord[], subject = "dr-rao") =>
  inOneTurn((instance) => Promise.all(records.map((record) => valueOf(instance.mine(record, subject)))));
const pendingCount = async () => Number((await sqlOn(NAME, "SELECT COUNT(*) AS n FROM mempool"))[0]?.["n"]);

async function expectValid(length: number): Promise<void> {
  expect(JSON.parse(await text(NAME, "/is_valid?tree=rebuild"))).toMatchObject({
    valid: true,
    length,
    checkpoint: { size: length },
  });
}

/** Holds the next group back after its evidence is computed, before it is committed. */
function holdGroup(): { computed: () => Promise<void>; release: () => void } {
  // Flags, since a promise must not be resolved by another object than the one that waits for it.
  let [isComputed, isReleased] = [false, false];
  const grow = Object.getOwnPropertyDescriptor(SignedTree.prototype, "grow")?.value as SignedTree["grow"];
  vi.spyOn(SignedTree.prototype, "grow").mockImplementationOnce(async function (this: SignedTree, blocks) {
    const growth = await grow.call(this, blocks);
    isComputed = true;
    while (!isReleased) await scheduler.wait(1);
    return growth;
  });
  return {
    computed: async () => {
      while (!isComputed) await scheduler.wait(1);
    },
    release: () => {
      isReleased = true;
    },
  };
}

type Query = [statement: string, ...bindings: unknown[]];
type Cursor = SqlStorageCursor<Record<string, SqlStorageValue>>;

/** Counts the rows that work writes, as the platform bills them, and the commits. */
async function written(work: (instance: Ledger) => Promise<unknown>): Promise<{ rows: number; commits: number }> {
  return runInDurableObject(ledger(), async (instance, { storage }) => {
    const prototype = Object.getPrototypeOf(storage.sql) as { exec: (this: SqlStorage, ...args: Query) => Cursor };
    const { exec } = prototype;
    const cursors: Cursor[] = [];
    let commits = 0;
    prototype.exec = function (...args) {
      const cursor = exec.apply(this, args);
      if (args[0].includes("INSERT OR REPLACE INTO checkpoints")) commits += 1;
      cursors.push(cursor);
      return cursor;
    };
    try {
      await work(instance);
    } finally {
      prototype.exec = exec;
    }
    return { rows: cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0), commits };
  });
}

afterEach(() => vi.restoreAllMocks());

beforeEach(async () => {
  await place(NAME, chain);
  // Signs the blocks.
  await text(NAME, "/checkpoint");
});

describe("records that arrive together", () => {
  test("are committed in few transactions, each client with a receipt in the checkpoint of its group", async () => {
    const records = newPatients(100);
    let answers: unknown[] = [];

    const { commits } = await written(async (instance) => {
      answers = await Promise.all(records.map((record) => valueOf(instance.mine(record, "dr-rao"))));
    });

    // The first is a group of its own, and the others arrive before it is committed.
    expect(commits).toBe(2);
    const policy = { ledger: await verifierKeysOf(NAME) };
    const mined = answers as { outcome: string; block: Block; receipt: Receipt }[];
    for (const [n, { outcome, block, receipt }] of mined.entries()) {
      expect([outcome, block.index, sameRecord(block, records[n] as PatientRecord)]).toEqual([
        "mined",
        LENGTH + 1 + n,
        true,
      ]);
      const { size } = await verifyReceipt(parseReceipt(JSON.stringify(receipt)), block.hash, policy);
      expect(size).toBe(n === 0 ? LENGTH + 1 : LENGTH + 100);
    }
    expect((await storedChain(NAME)).slice(LENGTH)).toEqual(mined.map(({ block }) => block));
    await expectValid(LENGTH + 100);
  });

  test("are more than a group holds, and are all mined", async () => {
    const records = newPatients(700);

    const answers = await mineAll(records);

    expect(answers.map(({ outcome }) => outcome)).toEqual(records.map(() => "mined"));
    await expectValid(LENGTH + 700);
  });

  test("are mined as before where none of their proofs is known", async () => {
    await place(NAME, chain.slice(0, 3));

    const answers = await mineAll(newPatients(3));

    expect(answers.map(({ outcome }) => outcome)).toEqual(["mined", "mined", "mined"]);
    expect((await storedChain(NAME)).map(({ proof }) => proof)).toEqual([1, 2, 3, 4, 5, 6].map(proofAt));
    await expectValid(6);
  });

  test("are mined in groups as far as their proofs are known, and then searched for", async () => {
    // The proofs after the newest block are known because the ledger found them in an earlier cycle, but one is not.
    const { length } = chain;
    await place(NAME, chain);
    await sqlOn(NAME, `UPDATE blocks SET proof = 1 WHERE "index" = 70`);
    const answers = await mineAll(newPatients(6));

    expect(answers.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => "mined"));
    const mined = (await storedChain(NAME)).slice(length);
    expect(mined.map(({ proof }) => proof)).toEqual(mined.map(({ index }) => proofAt(index)));
  });
});

describe("edits of the storage", () => {
  test.each([
    ["negative", `UPDATE blocks SET proof = -proof WHERE "index" = 70`],
    ["too large to be exact", `UPDATE blocks SET proof = 9007199254740993 WHERE "index" = 70`],
  ])("that make an earlier proof %s do not get it into a block", async (_, statement) => {
    // The proof of block 70 follows that of block 69 again two blocks from now.
    await place(NAME, await validChain(67 + 158 + 1));
    await sqlOn(NAME, statement);
    await place(
      NAME,
      (await storedChain(NAME)).map((block) => block),
    );

    const answers = await mineAll(newPatients(6, 300));

    expect(answers.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => "mined"));
    const mined = (await storedChain(NAME)).slice(-6);
    expect(mined.map(({ proof }) => proof)).toEqual(mined.map(({ index }) => proofAt(index)));
  });

  test("that remove a waiting record leave its client no id that leads nowhere", async () => {
    // A record that waits keeps the next one from being mined at once.
    await edit(NAME, addPending(patient(500)));
    const group = holdGroup();
    const mining = post(NAME, "/mine_block", JSON.stringify(patient(501)), "application/json");
    await group.computed();
    await sqlOn(NAME, `DELETE FROM mempool WHERE Reg_no = ?`, patient(501).Reg_no);
    // The tip changes as well, so the group is computed again.
    await valueOf(ledger().submit(patient(502), "eve", { proof: proofAt(LENGTH + 1) }));
    group.release();

    const response = await mining;

    expect(response.status).toBe(202);
    const { id } = await response.json<{ id: string }>();
    await expect.poll(() => valueOf(ledger().pending(id))).toEqual({ index: LENGTH + 3 });
    expect((await storedChain(NAME)).at(-1)).toMatchObject(patient(501));
    await expectValid(LENGTH + 3);
  });

  test("that give a pending record an id that was used before do not keep others from being mined", async () => {
    const [{ id }] = (await valueOf(ledger().accept([patient(500)], "ana"))) as unknown as [{ id: string }];
    await edit(NAME, addPending(patient(501), "ana", id), addPending(patient(502), "ben"));

    const [answer] = await mineAll([patient(503)]);

    expect(answer).toMatchObject({ outcome: "mined" });
    expect(await pendingCount()).toBe(0);
    await expectValid(LENGTH + 4);
  });

  test("that lose the blocks while records wait are reported to every one of them", async () => {
    const group = holdGroup();
    const waiting = Promise.all(newPatients(3).map((record) => ledger().mine(record, "dr-rao")));
    await group.computed();
    await sqlOn(NAME, "DELETE FROM blocks");
    group.release();

    expect((await waiting).map(({ outcome }) => outcome)).toEqual(Array.from({ length: 3 }, () => "contradicted"));
  });
});

describe("the same registration number, twice at once", () => {
  const [record, other] = [patient(LENGTH + 1), { ...patient(LENGTH + 1), patient_name: "Mallory" }];

  test("with the same record is one block, and both clients get it with a receipt", async () => {
    const [first, second, ...rest] = await mineAll([patient(LENGTH + 9), record, record]);

    expect(rest).toMatchObject([{ outcome: "known", block: { index: LENGTH + 2 } }]);
    expect([first, second]).toMatchObject([{ outcome: "mined" }, { outcome: "mined", block: { index: LENGTH + 2 } }]);
    expect(rest[0]).toHaveProperty("receipt", (second as { receipt: Receipt }).receipt);
    await expectValid(LENGTH + 2);
  });

  test("with different records registers the first, and the other conflicts with its block", async () => {
    const answers = await mineAll([patient(LENGTH + 9), record, other]);

    expect(answers.slice(1)).toMatchObject([{ outcome: "mined" }, { outcome: "conflict", index: LENGTH + 2 }]);
    await expectValid(LENGTH + 2);
  });

  test("within a batch is one block", async () => {
    const answers = await valueOf(ledger().accept([record, other, record], "dr-rao"));

    expect(answers).toMatchObject([
      { outcome: "pending" },
      { outcome: "conflict", index: LENGTH + 1 },
      { outcome: "known", block: { index: LENGTH + 1 } },
    ]);
    const [first] = answers;
    expect(await valueOf(ledger().pending(first?.outcome === "pending" ? first.id : ""))).toEqual({
      index: LENGTH + 1,
    });
  });

  test("once for later and once at once honours what was accepted", async () => {
    await edit(NAME, addPending(record, "ana", "accepted"));

    const answers = await mineAll([other, record, patient(LENGTH + 2)]);

    expect(answers).toMatchObject([
      { outcome: "conflict", index: LENGTH + 1 },
      { outcome: "known", block: { index: LENGTH + 1, mined_by: "ana" } },
      { outcome: "mined", block: { index: LENGTH + 2 } },
    ]);
    expect(await valueOf(ledger().pending("accepted"))).toEqual({ index: LENGTH + 1 });
  });

  test("accepted for later while a group with it is computed honours what was accepted", async () => {
    const group = holdGroup();
    const mining = ledger().mine(other, "dr-rao");
    await group.computed();
    await edit(NAME, addPending(record, "ana", "accepted"));
    group.release();

    expect(await valueOf(mining)).toEqual({ outcome: "conflict", index: LENGTH + 1 });
    expect(await valueOf(ledger().pending("accepted"))).toEqual({ index: LENGTH + 1 });
    expect(await storedChain(NAME)).toMatchObject([...chain, { ...record, mined_by: "ana" }]);
  });
});

describe("a batch whose proofs are known", () => {
  test("is on the chain when it is answered, without a row in the mempool, and its ids lead to its blocks", async () => {
    const records = newPatients(250);

    const answers = await valueOf(ledger().accept(records, "dr-rao"));

    expect(await pendingCount()).toBe(0);
    const blocks = (await storedChain(NAME)).slice(LENGTH);
    expect(blocks).toMatchObject(records);
    for (const [n, answer] of answers.entries()) {
      expect(answer.outcome).toBe("pending");
      expect(await valueOf(ledger().pending((answer as { id: string }).id))).toEqual({ index: LENGTH + 1 + n });
    }
    await expectValid(LENGTH + 250);
  });
});

describe("records that wait in the mempool", () => {
  test("are mined in one group, in their order, before records that arrive later", async () => {
    for (const record of newPatients(5)) await edit(NAME, addPending(record));

    const [answer] = await mineAll([patient(LENGTH + 6)]);

    expect(answer).toMatchObject({ outcome: "mined", block: { index: LENGTH + 6 } });
    expect((await storedChain(NAME)).slice(LENGTH)).toMatchObject(newPatients(6));
    expect(await pendingCount()).toBe(0);
    await expectValid(LENGTH + 6);
  });

  test("do not keep another subject's record waiting for more than a turn", async () => {
    for (const record of newPatients(600)) await edit(NAME, addPending(record, "greedy"));

    const [answer] = await mineAll([patient(LENGTH + 601)], "ben");

    expect(answer).toMatchObject({ outcome: "mined", block: { index: LENGTH + 2 } });
  });
});

describe("an external miner's block that is appended while a group is computed", () => {
  const submit = (record: PatientRecord) => ledger().submit(record, "eve", { proof: proofAt(LENGTH + 1) });

  test("is followed by the group", async () => {
    const group = holdGroup();
    const mining = Promise.all(newPatients(3).map((record) => valueOf(ledger().mine(record, "dr-rao"))));
    await group.computed();
    expect(await valueOf(submit(patient(LENGTH + 50)))).toMatchObject({
      outcome: "mined",
      block: { index: LENGTH + 1 },
    });
    group.release();

    expect(await mining).toMatchObject([2, 3, 4].map((n) => ({ outcome: "mined", block: { index: LENGTH + n } })));
    await expectValid(LENGTH + 4);
  });

  test("registers its record, and the group's client is told that block, or of the conflict", async () => {
    const [first, second] = newPatients(2) as [PatientRecord, PatientRecord];
    const group = holdGroup();
    const mining = ledger().mine(first, "dr-rao");
    await group.computed();
    const others = Promise.all(
      [second, { ...first, patient_name: "Mallory" }].map((record) => ledger().mine(record, "ana")),
    );
    await valueOf(submit(first));
    group.release();

    expect(await valueOf(mining)).toMatchObject({ outcome: "known", block: { index: LENGTH + 1, mined_by: "eve" } });
    expect(await others).toMatchObject([
      { value: { outcome: "mined", block: { index: LENGTH + 2 } } },
      { value: { outcome: "conflict", index: LENGTH + 1 } },
    ]);
    await expectValid(LENGTH + 2);
  });
});

describe("rows written", () => {
  test("are at most 6 for a block alone", async () => {
    const { rows } = await written(async (instance) => {
      for (const record of newPatients(16)) await valueOf(instance.mine(record, "dr-rao"));
    });

    expect(rows / 16).toBeLessThanOrEqual(6);
  });

  test("are at most 3 a block for 64 clients at once, and 3.5 for a batch", async () => {
    const together = await written((instance) =>
      Promise.all(newPatients(64).map((record) => valueOf(instance.mine(record, "dr-rao")))),
    );
    const batch = await written((instance) => valueOf(instance.accept(newPatients(640, LENGTH + 65), "dr-rao")));

    expect(together.rows / 64).toBeLessThanOrEqual(3);
    expect(batch.rows / 640).toBeLessThanOrEqual(3.5);
  });
});

test("the newest checkpoint after a group covers it", async () => {
  await mineAll(newPatients(10));

  const { size } = await openCheckpoint(await text(NAME, "/checkpoint"), { ledger: await verifierKeysOf(NAME) });
  expect(size).toBe(LENGTH + 10);
});

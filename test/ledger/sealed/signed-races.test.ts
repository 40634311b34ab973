import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { hex } from "../../../src/chain/text/hex.ts";
import { EntryTree } from "../../../src/chain/sealed/entry-tree.ts";
import type { Header } from "../../../src/chain/sealed/header.ts";
import { RESTORABLE } from "../../../src/chain/sealed/restorable.ts";
import type { AuthorKey } from "../../../src/client/signing/author-key.ts";
import type { SubmittedRecord } from "../../../src/ledger/results.ts";
import { VaultLink } from "../../../src/ledger/sealed/vault-link.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { correct } from "../../support/ledger/corrections.ts";
import { evict, untilErased } from "../../support/ledger/erasing.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { faulty } from "../../support/ledger/recovery.ts";
import { mineExternally, submitted } from "../../support/ledger/sealed-operations.ts";
import { faultyVault, READER, waitingEntries } from "../../support/ledger/sealed-recovery.ts";
import { openVerdict } from "../../support/ledger/sealed-victim.ts";
import { newAuthor, SECURITY } from "../../support/ledger/keys.ts";
import {
  type Context,
  contextOf,
  correcting,
  entryAt,
  erasing,
  signed,
  signedOver,
} from "../../support/ledger/signed.ts";
import { patient } from "../../support/worker/client.ts";
import { configure, deploy, deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

let rao: AuthorKey;
let context: Context;

/** Entry 2 enrols the key. */
beforeEach(async () => {
  await faulty().create(PUZZLE, "sealed");
  rao = await newAuthor("dr-rao");
  context = await contextOf();
});

const mine = async (record: SubmittedRecord) => (await valueOf(faulty().mine(record, "desk"))).outcome;

describe("a revocation that is accepted while the vault stores the keys of signed records", () => {
  /** Does something while the vault stores keys, for the first time. */
  function meanwhile(act: () => Promise<unknown>): void {
    // eslint-disable-next-line typescript/unbound-method -- it is called with its object
    const { deposit } = VaultLink.prototype;
    let isDone = false;
    vi.spyOn(VaultLink.prototype, "deposit").mockImplementation(async function (this: VaultLink, keys, lookups) {
      const stored = await deposit.call(this, keys, lookups);
      if (keys.length > 0 && !isDone) {
        isDone = true;
        await act();
      }
      return stored;
    });
  }

  test("refuses those, and lets the unsigned ones of the same batch pass", async () => {
    const records = [await signed(patient(1), rao, context), patient(2), await signed(patient(3), rao, context)];

    const results = await runInDurableObject(faulty(), async (ledger) => {
      // What is revoked is mined before the group is stored.
      meanwhile(() => valueOf(ledger.revoke(rao.thumbprint, {}, SECURITY)));
      return valueOf(ledger.accept(records, "desk"));
    });

    expect(results).toEqual([{ outcome: "key-revoked" }, { outcome: "pending", id: "4" }, { outcome: "key-revoked" }]);
    expect(await entryAt(3)).toMatchObject({ kind: "revocation" });
    while ((await waitingEntries()) > 0) await scheduler.wait(1);
    expect(await mine(await signed(patient(1), rao, context))).toBe("key-revoked");
    expect(await openVerdict()).toBe("valid");
  });

  test("refuses a correction", async () => {
    expect(await mine(await signed(patient(1), rao, context))).toBe("registered");
    const record = await correcting(3, { ...patient(1), patient_name: "Another" }, rao, context);

    const result = await runInDurableObject(faulty(), async (ledger) => {
      meanwhile(() => valueOf(ledger.revoke(rao.thumbprint, {}, SECURITY)));
      return valueOf(ledger.correct(3, "any", record, READER));
    });

    expect(result).toEqual({ outcome: "key-revoked" });
    expect(await correct(3, { ...patient(1), patient_name: "Another" })).toMatchObject({ outcome: "registered" });
    expect(await openVerdict()).toBe("valid");
  });

  test.each([0, 1, 2, 5, 10])("leaves a valid chain, whichever comes first: %i ms apart", async (delay) => {
    const records = await Promise.all([1, 2, 3].map((n) => signed(patient(n), rao, context)));

    const [outcomes] = await runInDurableObject(faulty(), (ledger) =>
      Promise.all([
        Promise.all(records.map(async (record) => (await valueOf(ledger.mine(record, "desk"))).outcome)),
        scheduler.wait(delay).then(() => valueOf(ledger.revoke(rao.thumbprint, {}, SECURITY))),
      ]),
    );

    expect(["registered", "key-revoked"]).toEqual(expect.arrayContaining(outcomes));
    expect(await openVerdict()).toBe("valid");
  });
});

describe("a commitment of an erased record", () => {
  test.each([
    ["in the object that erased it", false],
    ["after a restart", true],
  ])("may not stand in the next blocks again, when its registration number is free: %s", async (_, isRestarted) => {
    const first = await signed(patient(1), rao, context);
    expect(await mine(first)).toBe("registered");
    expect((await correct(3, { ...patient(1), patient_name: "Another" })).outcome).toBe("registered");
    await valueOf(faulty().erase(4, "request", READER, await erasing(4, rao)));
    await untilErased(4);
    expect(await mine(first)).toBe("commitment-repeated");
    expect(await mine(await signed(patient(1), rao, context))).toBe("erased");

    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + RESTORABLE + 60_000 });
    await runDurableObjectAlarm(faultyVault());
    if (isRestarted) await evict();
    const again = await signedOver(patient(1), first.signed?.disclosures ?? [], rao, { context });

    expect(await mine(again)).toBe("commitment-repeated");
    expect(await mine(first)).toBe("commitment-repeated");
    expect(await mine(await signed(patient(1), rao, context))).toBe("registered");
    expect(await openVerdict()).toBe("valid");
  });
});

describe("what an author has seen", () => {
  /** The settings of a deployment whose ledgers search for no proofs themselves. */
  const EXTERNAL = { ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" };
  let next = 1_000;

  /** Mines this many blocks with one unsigned record each. */
  async function mineBlocks(count: number): Promise<void> {
    for (let mined = 0; mined < count; mined++) await mine(patient(next++));
  }

  /** Has an external miner put a single entry into the next block. @returns what became of the header */
  async function mineOne(): Promise<string> {
    const { root, work } = await runInDurableObject(faulty(), async (ledger, { storage }) => {
      const [row] = storage.sql.exec<{ entry: string }>(
        "SELECT entry FROM entries WHERE number > (SELECT max(last_entry) FROM headers) ORDER BY number LIMIT 1",
      );
      const [tree, given] = [await EntryTree.of([row?.entry ?? ""]), await valueOf(ledger.work(undefined, "miner-7"))];
      return { root: hex(tree.root), work: given };
    });
    if (work.outcome !== "sealed-work") return work.outcome;
    const candidate = { ...work.candidate, last_entry: work.tip.last_entry + 1, merkle_root: root };
    const result = await submitted(candidate);
    const { value } = result as { value: { outcome: string; reason?: string } };
    return value.reason ?? value.outcome;
  }

  test("may wait for its block as long as an external miner can still mine all entries in time", async () => {
    const records = await Promise.all([1, 2, 3].map((n) => signed(patient(n), rao, context)));
    await deploy(EXTERNAL);
    await valueOf(faulty().accept(records, "desk"));
    expect(await mineOne()).toBe("mined");
    expect(await mineExternally()).toMatchObject({ value: { outcome: "mined", block: { last_entry: 5 } } });
    configure(SIGNING);
    await evict();
    expect(await openVerdict()).toBe("valid");
  });

  test(
    "may be 512 blocks before the next one, and no external miner lets it become older than 1,024",
    { tags: "long", timeout: 900_000 },
    async () => {
      const { seen } = context;
      // The next block is then the one 512 after it.
      await mineBlocks(511);
      const last = await signed(patient(1), rao, context);
      const late = await signed(patient(2), rao, context);
      await deploy(EXTERNAL);
      const before = Array.from({ length: 514 }, (_, place) => patient(10_000 + place));
      await valueOf(faulty().accept(before, "desk"));
      expect(await valueOf(faulty().accept([last], "desk"))).toMatchObject([{ outcome: "pending" }]);
      const outcomes = new Set<string>();
      expect(await mineOne()).toBe("mined");
      expect(await valueOf(faulty().accept([late], "desk"))).toEqual([{ outcome: "seen-unknown" }]);
      for (let blocks = 1; blocks < 512; blocks++) outcomes.add(await mineOne());
      expect([...outcomes]).toEqual(["mined"]);
      // The next block is the last that may hold the signed entry, which is the third.
      const { tip } = await valueOf(faulty().describe());
      expect(tip.index).toBe(seen.index + 1_023);
      expect(await mineOne()).toBe("entries");
      expect(await mineExternally()).toMatchObject({ value: { outcome: "mined" } });
      expect(await entryAt((tip as Header).last_entry + 3)).toMatchObject({ author: rao.thumbprint });
      configure(SIGNING);
      await evict();
      expect(await openVerdict()).toBe("valid");
    },
  );
});

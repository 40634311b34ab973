import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { Answer } from "../../../src/ledger/answer.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { CorrectResult, MineResult } from "../../../src/ledger/results.ts";
import { VaultLink } from "../../../src/ledger/sealed/vault-link.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { faulty } from "../../support/ledger/recovery.ts";
import { readOutcome, untilErased } from "../../support/ledger/erasing.ts";
import { expectRecovered, isSealedDone } from "../../support/ledger/sealed-matrix.ts";
import { acceptSealed, leaveSealed, mineExternally, threeSealed } from "../../support/ledger/sealed-operations.ts";
import { expectSealed, READER, SealedAcknowledged, type SealedTold } from "../../support/ledger/sealed-recovery.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const MINER = "dr-rao";

/** Registers records that all arrive in one turn of the event loop. */
function registerAtOnce(records: readonly PatientRecord[], subject: (place: number) => string) {
  return runInDurableObject(faulty(), (ledger) =>
    Promise.all(records.map((record, place) => valueOf(ledger.mine(record, subject(place))))),
  );
}

/** How many results have each outcome. */
function counted(results: readonly { readonly outcome: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function told(results: readonly MineResult[]): SealedTold[] {
  return results.map((value) => ({ outcome: "ok", value }));
}

describe("records that arrive at once", () => {
  test("are registered once if they are equal, and all their clients get its number", async () => {
    const kept = new SealedAcknowledged();
    await threeSealed(kept);
    const records = Array.from({ length: 100 }, () => patient(1));

    const results = await registerAtOnce(records, () => MINER);

    expect(counted(results)).toEqual({ registered: 1, "registered-before": 99 });
    kept.keep(records, told(results));
    expect(kept.records.get(patient(1).Reg_no)?.number).toBe(4);
    await expectSealed(kept);
  });

  test("are refused but for one if they conflict, and the others leave nothing behind", async () => {
    const kept = new SealedAcknowledged();
    await threeSealed(kept);
    const records = Array.from({ length: 100 }, (_, place) => ({ ...patient(1), patient_ID: `P-other-${place}` }));

    const results = await registerAtOnce(records, (place) => `dr-${place}`);

    expect(counted(results)).toEqual({ registered: 1, conflict: 99 });
    kept.keep(records, told(results));
    expect(kept.refused).toHaveLength(99);
    await expectSealed(kept);
  });

  test("are refused to everyone but the subject who registered the record first", async () => {
    const kept = new SealedAcknowledged();
    await threeSealed(kept);
    const records = Array.from({ length: 20 }, () => patient(1));

    const results = await registerAtOnce(records, (place) => `dr-${place % 2}`);

    expect(counted(results)).toEqual({ registered: 1, "registered-before": 9, conflict: 10 });
  });

  test("tell one subject of no more conflicts than it may meet", async () => {
    await threeSealed(new SealedAcknowledged());
    const records = Array.from({ length: 100 }, (_, place) => ({ ...patient(101), patient_ID: `P-${place}` }));

    const answers = await runInDurableObject(faulty(), (ledger) =>
      Promise.all(records.map((record) => ledger.mine(record, MINER))),
    );

    const refusals = counted(answers.map((answer) => (answer.outcome === "ok" ? answer.value : answer)));
    expect(refusals).toEqual({ conflict: 60, "share-used": 40 });
  });

  test("are numbered without gaps, in batches and alone, while blocks are mined", { tags: "long" }, async () => {
    const kept = new SealedAcknowledged();
    await threeSealed(kept);
    const batches = [0, 1, 2, 3].map((batch) => Array.from({ length: 25 }, (_, n) => patient(1000 + 100 * batch + n)));
    const alone = Array.from({ length: 20 }, (_, n) => patient(2000 + n));

    await Promise.all([
      ...batches.map(async (batch) => kept.keep(batch, await acceptSealed(batch))),
      ...alone.map(async (record) => kept.keep([record], [await faulty().mine(record, MINER)])),
      // The same records again: each gets the number that it has.
      ...batches.map(async (batch) => kept.keep(batch, await acceptSealed(batch))),
    ]);
    while (!(await isSealedDone())) await scheduler.wait(1);

    const numbers = Array.from(kept.records.values(), ({ number }) => number).toSorted((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, place) => place + 2));
    expect(numbers).toHaveLength(122);
    await expectSealed(kept);
  });
});

describe("a correction and an erasure of the same record", () => {
  test.each([2, 15])("leave it erased with all its versions, the erasure after %i ms", leaveErased);
  test.each([0, 4, 8, 12, 20, 25, 40])(
    "leave it erased with all versions, the erasure after %i ms",
    { tags: "long" },
    leaveErased,
  );

  async function leaveErased(delay: number): Promise<void> {
    await threeSealed(new SealedAcknowledged());
    const next = { ...patient(101), Reg_no: "REG-next" };

    const [corrected, erased] = await runInDurableObject(faulty(), (ledger) =>
      Promise.all([
        ledger.correct(2, "any", next, READER),
        scheduler.wait(delay).then(() => ledger.erase(2, "request", READER)),
      ]),
    );

    expect(erased).toMatchObject({ value: { outcome: "erasing" } });
    await untilErased(2);
    const outcome = corrected.outcome === "ok" ? corrected.value.outcome : corrected.outcome;
    expect(["registered", "pending", "erased"]).toContain(outcome);
    // Entry 4 is the correction, or the erasure if that came first.
    expect([await readOutcome(2), await readOutcome(4)]).toEqual(["erased", outcome === "erased" ? "none" : "erased"]);
    for (const { Reg_no } of [patient(101), next]) {
      const search = await valueOf(faulty().search({ Reg_no }, READER));
      expect(search).toMatchObject({ found: { records: [], missing: [] } });
    }
    expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true });
  }
});

describe("a record whose erasure is answered while its entry is mined", () => {
  test.each<[string, number, (ledger: Ledger) => Promise<Answer<MineResult | CorrectResult>>]>([
    ["a correction", 2, (ledger) => ledger.correct(2, "any", { ...patient(101), Reg_no: "REG-next" }, READER)],
    ["a registration", 4, (ledger) => ledger.mine(patient(1), MINER)],
  ])("is shown to nobody: %s", async (_, number, call) => {
    await threeSealed(new SealedAcknowledged());
    // eslint-disable-next-line typescript/unbound-method -- it is called with its object
    const { whenMarked } = VaultLink.prototype;
    const stored = vi.spyOn(VaultLink.prototype, "appended");
    const seen = Promise.withResolvers<undefined>();
    let isHeld = false;
    // The block is stored, but the miner waits until the vault has seen its checkpoint.
    vi.spyOn(VaultLink.prototype, "whenMarked").mockImplementation(async function (this: VaultLink) {
      if (stored.mock.calls.length > 0 && !isHeld) {
        isHeld = true;
        await seen.promise;
      }
      return whenMarked.call(this);
    });

    const [erased, answer] = await runInDurableObject(faulty(), async (ledger) => {
      const answering = call(ledger);
      while (!isHeld) await scheduler.wait(1);
      const erasing = await ledger.erase(number, "request", READER);
      seen.resolve(undefined);
      return [erasing, await answering];
    });
    vi.restoreAllMocks();

    expect(erased).toMatchObject({ value: { outcome: "erasing" } });
    expect(answer).toMatchObject({ value: { outcome: "pending" } });
    expect(JSON.stringify(answer)).not.toContain("disclosures");
  });
});

describe("miners that compete", () => {
  test.each([1, 2, 3])("append one block: the ledger and an external one, try %i", async () => {
    const kept = new SealedAcknowledged();
    await threeSealed(kept);
    await leaveSealed(kept, [patient(1), patient(2)]);

    const [external] = await Promise.all([
      mineExternally().catch(() => undefined),
      runInDurableObject(faulty(), (ledger) => ledger.alarm()),
    ]);

    if (external?.outcome === "ok" && external.value.outcome === "mined") kept.keep([], [external]);
    while (!(await isSealedDone())) await scheduler.wait(1);
    expect(await valueOf(faulty().describe())).toMatchObject({ tip: { index: 4, first_entry: 4, last_entry: 5 } });
    await expectRecovered(kept);
  });

  test("append one block: many external ones with the same work", async () => {
    const kept = new SealedAcknowledged();
    await threeSealed(kept);
    await leaveSealed(kept, [patient(1), patient(2)]);

    const results = await Promise.allSettled(Array.from({ length: 10 }, () => mineExternally()));

    const values = results.flatMap((result) =>
      result.status === "fulfilled" && result.value.outcome === "ok" ? [result.value.value] : [],
    );
    const mined = values.filter(({ outcome }) => outcome === "mined");
    expect(mined).toHaveLength(1);
    expect(values.every(({ outcome }) => outcome === "mined" || outcome === "passed")).toBe(true);
    kept.keep([], [{ outcome: "ok", value: mined[0] as MineResult }]);
    expect(await valueOf(faulty().describe())).toMatchObject({ tip: { index: 4, last_entry: 5 } });
    await expectRecovered(kept);
  });
});

describe("requests that create a ledger at once", () => {
  test("make one sealed ledger, with one vault", async () => {
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => faulty().create(PUZZLE, "sealed")));

    expect(outcomes.toSorted((a, b) => a.localeCompare(b))).toEqual(["created", "exists", "exists", "exists"]);
    await expectRecovered(new SealedAcknowledged());
  });

  test.each([
    ["the sealed one first", ["sealed", "plain"]],
    ["the plain one first", ["plain", "sealed"]],
    ["several of each", ["sealed", "plain", "sealed", "plain"]],
  ] as const)("make a sealed or a plain ledger, not both: %s", async (_, kinds) => {
    const outcomes = await Promise.all(kinds.map((kind) => faulty().create(PUZZLE, kind)));

    const { records } = await valueOf(faulty().describe());
    const refused = outcomes.map((outcome) => outcome === "conflict");
    expect(refused).toEqual(kinds.map((kind) => kind !== records));
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    expect(await faulty().mine(patient(1), MINER)).toMatchObject({
      value: { outcome: records === "sealed" ? "registered" : "mined" },
    });
    expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true, length: 2 });
  });

  test("make sealed ledgers of different names with different vaults", async () => {
    const names = ["one", "two", "three"];
    await Promise.all(names.map((name) => env.LEDGER.getByName(name).create(PUZZLE, "sealed")));

    const ids = await Promise.all(
      names.map((name) =>
        runInDurableObject(env.VAULT.getByName(name), (_, { storage: { sql } }) =>
          sql.exec<{ id: string }>("SELECT id FROM vault").toArray(),
        ),
      ),
    );
    expect(new Set(ids.flat().map(({ id }) => id)).size).toBe(3);
  });
});

import { beforeEach, describe, expect, test } from "vitest";
import { valueOf } from "../../support/ledger/answers.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { denied, deny, expectWhole, logCheckpoint, logged } from "../../support/ledger/reads.ts";
import { faulty } from "../../support/ledger/recovery.ts";
import { deployedWith, ORIGIN, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

beforeEach(async () => {
  await faulty().create(PUZZLE, "sealed");
});

const places = (count: number) => Array.from({ length: count }, (_, place) => place + 1);

describe("the log of reads", () => {
  test("is empty at first, and has no checkpoint", async () => {
    expect(await valueOf(faulty().readsCheckpoint(0))).toBeUndefined();
    expect(await valueOf(faulty().reads({ from: 1, limit: 10 }))).toEqual({ entries: [] });
    expect(await valueOf(faulty().readsProof(1))).toBeUndefined();
  });

  test("has each event once, in order, before it is answered, with a checkpoint of its own", async () => {
    const before = Date.now();
    await valueOf(deny(1));
    expect(await logged()).toMatchObject([denied(1)]);
    const first = await logCheckpoint();
    expect(first).toMatchObject({ origin: `${ORIGIN}/ledgers/faulty/reads`, size: 1 });

    await Promise.all(places(40).map((place) => deny(place)));
    await valueOf(deny(41, null));

    const entries = await expectWhole(first ? [first] : []);
    expect(entries).toMatchObject([denied(1), ...places(40).map((place) => denied(place)), denied(41, null)]);
    for (const { at = "" } of entries) {
      expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(at)).toBeLessThanOrEqual(Date.now());
    }
  });
});

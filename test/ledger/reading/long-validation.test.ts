import { runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import { patient } from "../../support/worker/client.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import type { ProgressListener } from "../../../src/ledger/reading/validation-progress.ts";
import { editMain, ledger, storeChain, stored } from "../../support/storage/main.ts";
import { validChain } from "../../support/worker/squares-chains.ts";
import { deleteBlock, editBlock } from "../../support/storage/edits.ts";

const LENGTH = 2500;
const chain = await validChain(LENGTH);

beforeEach(() => storeChain(chain));

describe("a check from a later block", () => {
  test.each([1, 2, 1000, LENGTH])("reports that it began at block %i", async (since) => {
    expect(await valueOf(ledger().validate({ since }))).toMatchObject({ valid: true, length: LENGTH, since });
  });

  test("finds a fault in the blocks it covers, and none before their predecessor", async () => {
    await editMain(editBlock(1000, { mined_by: "dr-bose" }));

    const fault = { index: 1000, rule: "hash" };
    expect(await valueOf(ledger().validate({ since: 1002 }))).toMatchObject({ valid: true, since: 1002 });
    expect(await valueOf(ledger().validate({ since: 1001 }))).toMatchObject({
      valid: false,
      length: LENGTH,
      since: 1001,
      fault,
    });
    expect(await valueOf(ledger().validate({ since: 1000 }))).toMatchObject({ valid: false, since: 1000, fault });
  });

  test("finds that their predecessor is missing", async () => {
    await editMain(deleteBlock(999));

    const fault = { index: 999, rule: "index", actual: "1000" };
    expect(await valueOf(ledger().validate({ since: 1000 }))).toMatchObject({ valid: false, fault });
    expect(await valueOf(ledger().validate({ since: 1001 }))).toMatchObject({ valid: true });
  });

  test("has no verdict when the chain is too short", async () => {
    expect(await valueOf(ledger().validate({ since: LENGTH + 1 }))).toBeUndefined();
  });
});

describe("the progress of a check", () => {
  test("is reported up to the end, which concurrent mining does not move", async () => {
    const told: [number, number][] = [];
    let mined: Promise<unknown> | undefined;
    const progress: ProgressListener = async (checked, length) => {
      told.push([checked, length]);
      await (mined ??= ledger().mine(patient(LENGTH + 1), "dr-rao"));
      return true;
    };

    const verdict = await valueOf(ledger().validate({}, progress));

    expect(verdict).toMatchObject({ valid: true, length: LENGTH, head: chain.at(-1)?.hash });
    expect((await stored()).blocks).toBe(LENGTH + 1);
    expect(told.at(-1)).toEqual([LENGTH, LENGTH]);
    expect(told.length).toBeGreaterThan(1);
    expect(told.map(([checked]) => checked)).toEqual(told.map(([checked]) => checked).toSorted((a, b) => a - b));
    expect(new Set(told.map(([, length]) => length))).toEqual(new Set([LENGTH]));
  });

  test("begins where the check begins", async () => {
    const told: number[] = [];
    await ledger().validate({ since: LENGTH - 100 }, async (checked) => {
      told.push(checked);
      return Promise.resolve(true);
    });

    expect(told).toEqual([LENGTH]);
  });

  test("ends the check when no listener is left", async () => {
    let told = 0;
    const progress = async () => {
      told += 1;
      return Promise.resolve(false);
    };

    expect(await valueOf(ledger().validate({}, progress))).toBeUndefined();
    expect(told).toBe(1);
  });

  test("ends the check when its listener is gone", async () => {
    let told = 0;
    const outcome = await runInDurableObject(ledger(), (object) =>
      object
        .validate({}, async () => {
          told += 1;
          return Promise.reject(new Error("the client went away"));
        })
        .then(
          () => "a verdict",
          () => "an end",
        ),
    );

    expect(outcome).toBe("an end");
    expect(told).toBe(1);
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import type { Evidence as Given } from "../../src/evidence/evidence.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { parseReceipt } from "../../src/evidence/receipts/receipt.ts";
import { type Report, verifyChain } from "../../src/evidence/checking/verification.ts";
import { placesOf } from "../support/chain/all-faults.ts";
import { ANY_TIME, blockAt, relink, squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";

const ledger = new Notary("clinic.example/ledgers/main");
const policy = { ledger: [await parseVerifierKey(ledger.vkey(LOG_TYPE))] };
const evidence = new Evidence(squaresChain, ledger);
const SIZE = squaresChain.length;
const BROKEN = new Error("the connection was lost");
const edited = (index: number) =>
  (squaresChain as readonly unknown[]).with(index - 1, { ...blockAt(squaresChain, index), patient_name: "Eve" });

/** Verifies blocks whose source breaks off behind them. */
async function verified(blocks: readonly unknown[], given: Partial<Given> = {}): Promise<Report> {
  async function* source(): AsyncGenerator {
    yield* blocks;
    throw BROKEN;
  }
  const all = { blocks: source(), newest: undefined, checkpoints: [], receipts: [], ...given };
  return verifyChain(all, policy, { ...ANY_TIME, onBlock: () => {} });
}

const saved = async (size: number) => ({
  name: `${size}.note`,
  value: await openCheckpoint(evidence.checkpoint(size), policy),
});
const receipt = (index: number) => ({
  name: `${index}.json`,
  value: parseReceipt(JSON.stringify(evidence.receipt(index))),
});
const faultsOf = ({ fault, furtherFaults }: Report) => placesOf([...(fault ? [fault] : []), ...furtherFaults]);
const REST = { check: "rest", reason: BROKEN.message };

describe("blocks whose source breaks off", () => {
  test("still show every fault that was found before, and say what was not read", async () => {
    const places = fc.integer({ min: 2, max: SIZE });
    await fc.assert(
      fc.asyncProperty(places, places, async (index, length) => {
        fc.pre(index <= length);
        const report = await verified(edited(index).slice(0, length));
        expect(faultsOf(report)).toEqual([`${index} hash`]);
        expect(report.skipped).toEqual([REST]);
      }),
      { numRuns: 30 },
    );
  });

  test("still show that they were rewritten, where saved evidence tells", async () => {
    const rewritten = (await relink(squaresChain, 2, { patient_name: "Eve" })).slice(0, 4);
    const copies = [
      {
        name: "copy",
        value: (async function* () {
          yield* squaresChain;
        })(),
      },
    ];
    const given = { checkpoints: [await saved(3), await saved(6)], receipts: [receipt(2)], copies };
    const report = await verified(rewritten, given);

    expect(faultsOf(report)).toEqual(["3 checkpoint", "2 fork"]);
    expect(report.divergence).toEqual({ unchanged: 1, differs: 2 });
    const reason = "only the first 4 blocks are available";
    expect(report.skipped).toEqual([
      REST,
      { check: "kept-checkpoint", name: "6.note", reason },
      { check: "receipt", name: "2.json", reason },
    ]);
  });

  test("are never said to lack what was not read", async () => {
    const given = { newest: (await saved(6)).value, checkpoints: [await saved(5)], receipts: [receipt(6)] };
    const report = await verified(edited(2).slice(0, 3), given);

    expect(faultsOf(report)).toEqual(["2 hash"]);
    expect(report.checked).toEqual([]);
    expect(report.skipped).toHaveLength(4);
  });

  test("show what the ledger itself admits", async () => {
    const admitted = { index: 3, rule: "checkpoint", expected: "one", actual: "another", detail: "It is so." } as const;
    expect((await verified(squaresChain, { admitted })).fault).toEqual(admitted);
  });

  test.each([0, 1, SIZE])("and hold no fault, as far as they were read, make no report: %i of them", async (length) => {
    const checkpoints = [await saved(1), await saved(SIZE)];
    await expect(verified(squaresChain.slice(0, length), { checkpoints })).rejects.toBe(BROKEN);
  });
});

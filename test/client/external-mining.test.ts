import { expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { targetOf } from "../../src/chain/target.ts";
import { LedgerClient, Refusal } from "../../src/client/client.ts";
import { mineExternally, race } from "../../src/client/external/external-mining.ts";
import type { Work } from "../../src/contract/schemas/mining.ts";
import { blockAt, squaresChain } from "../support/chain/chains.ts";
import { EventsServer } from "../support/client/events-server.ts";

const server = new EventsServer();

const BLOCK = blockAt(squaresChain, 2);
const { patient_name, patient_ID, Reg_no } = BLOCK;
const RECORD = { patient_name, patient_ID, Reg_no };

/** A ledger that refuses a number of proofs, each with the tip to continue on. */
class RefusingLedger extends LedgerClient {
  readonly tips: number[];
  readonly works: Work[] = [];

  constructor(...tips: number[]) {
    super({ url: "http://ledger.example", token: async () => "token", retries: 0 });
    this.tips = tips;
  }

  override async post(path: string): Promise<unknown> {
    if (path === "/work") {
      const { hash: _, proof: __, ...candidate } = BLOCK;
      const tip = { index: 1, proof: 1, hash: BLOCK.previous_hash };
      const work: Work = { puzzle: "squares", target: targetOf({ puzzle: "squares" }), tip, candidate };
      this.works.push(work);
      return work;
    }
    const index = this.tips.shift();
    if (index === undefined) return { block: BLOCK };
    throw new Refusal(409, { type: "urn:problem-type:patient-ledger:tip-passed", detail: "Go on.", tip: { index } });
  }

  override async watch(): Promise<WebSocket> {
    return { addEventListener() {}, close() {} } as unknown as WebSocket;
  }
}

/** Mines a record on a ledger. @returns the block and the lost races */
async function mined(ledger: LedgerClient): Promise<{ block: Block; lost: number[] }> {
  const lost: number[] = [];
  const { block } = await mineExternally(ledger, RECORD, {
    search: async () => BLOCK,
    onPassed: (index) => lost.push(index),
    onUnreachable: (error) => {
      throw error;
    },
  });
  return { block, lost };
}

test("a miner whose work was overtaken by a block asks for work again, and has lost a race", async () => {
  const ledger = new RefusingLedger(2, 2);

  expect(await mined(ledger)).toEqual({ block: BLOCK, lost: [2, 2] });
  expect(ledger.works).toHaveLength(3);
});

test("a miner whose record was registered meanwhile asks for work again, and has lost no race", async () => {
  const ledger = new RefusingLedger(1);

  expect(await mined(ledger)).toEqual({ block: BLOCK, lost: [] });
  expect(ledger.works).toHaveLength(2);
});

test("a miner who is cancelled as it finds the block does not submit it", async () => {
  const ledger = new RefusingLedger(2);
  const control = new AbortController();
  const search = async () => {
    control.abort();
    return BLOCK;
  };
  const miner = { search, onPassed: () => {}, onUnreachable: () => {}, signal: control.signal };

  await expect(mineExternally(ledger, RECORD, miner)).rejects.toThrow("aborted");

  expect(ledger.tips).toEqual([2]);
});

test.each(["reset", "close"] as const)(
  "a search ends when another miner has found the block, even if the connection was lost before: %s",
  async (how) => {
    server.reset();
    server.length = 1;
    server.connections = [{ breaksAfter: 0, how }];
    const client = new LedgerClient({ url: server.url, token: async () => "token", retries: 0 });

    const found = race(
      client,
      1,
      (passed) => new Promise<undefined>((resolve) => passed.addEventListener("abort", () => resolve(undefined))),
      undefined,
    );
    await expect.poll(() => server.asked, { timeout: 10_000 }).toEqual([2, 2]);
    server.mine();

    expect(await found).toBeUndefined();
    await expect.poll(() => server.open).toBe(0);
  },
);

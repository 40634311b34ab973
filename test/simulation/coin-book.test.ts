import { describe, expect, test } from "vitest";
import type { NetworkBlock } from "../../src/simulation/block.ts";
import { CoinBook } from "../../src/simulation/coin-book.ts";
import type { Transfer } from "../../src/simulation/coins.ts";

/** A mined b2 and b3, B mined b4; in b4, A gave the coin of b2 to C. */
const paid = transfer({ id: "t1", receiver: "C" });
const chain: NetworkBlock[] = [
  { id: "b1", index: 1, minedAt: 0, work: 1, transfers: [] },
  { id: "b2", parent: "b1", index: 2, minedBy: "A", rewardTo: "A", minedAt: 1, work: 2, transfers: [] },
  { id: "b3", parent: "b2", index: 3, minedBy: "A", rewardTo: "A", minedAt: 2, work: 3, transfers: [] },
  { id: "b4", parent: "b3", index: 4, minedBy: "B", rewardTo: "B", minedAt: 3, work: 4, transfers: [paid] },
];
const book = new CoinBook(chain);

/** A transfer by A of the coin of b2, which has not moved, unless something else is given. */
function transfer(changes: Partial<Transfer>): Transfer {
  const coins = [{ coin: "b2", lastMoved: "b2" }];
  return { id: "t9", sender: "A", receiver: "B", amount: 10, coins, signedBy: changes.sender ?? "A", ...changes };
}

const [spent, own, others] = [
  { coin: "b2", lastMoved: "b2" },
  { coin: "b3", lastMoved: "b3" },
  { coin: "b4", lastMoved: "b4" },
];
const moved = { coin: "b2", lastMoved: "b4" };

describe("a transfer", () => {
  test.each([
    ["of a reward that has not moved", transfer({ coins: [own] })],
    ["of a coin that was received", transfer({ sender: "C", coins: [moved] })],
    ["back to oneself", transfer({ receiver: "A", coins: [own] })],
  ])("%s is allowed", (_, allowed) => {
    expect(book.fault(allowed, [])).toBeUndefined();
  });

  test.each([
    ["of nothing", transfer({ coins: [] }), { rule: "form" }],
    ["of one coin twice at once", transfer({ coins: [own, own], amount: 20 }), { rule: "form" }],
    ["of a negative amount", transfer({ coins: [own], amount: -10 }), { rule: "form" }],
    ["of part of a coin's smallest unit", transfer({ coins: [own], amount: 9.5 }), { rule: "form" }],
    ["that somebody else signed", transfer({ coins: [own], signedBy: "B" }), { rule: "signature", signedBy: "B" }],
    [
      "of a coin that no block made",
      transfer({ coins: [{ coin: "b9", lastMoved: "b9" }] }),
      { rule: "unknown", coin: { coin: "b9", lastMoved: "b9" } },
    ],
    ["of genesis, which has no reward", transfer({ coins: [{ coin: "b1", lastMoved: "b1" }] }), { rule: "unknown" }],
    [
      "that names a block which did not move the coin",
      transfer({ coins: [{ ...own, lastMoved: "b4" }] }),
      { rule: "unknown" },
    ],
    ["of a coin that was spent", transfer({ coins: [spent] }), { rule: "double-spend", coin: spent, spentIn: "b4" }],
    ["of the coin that its sender gave away", transfer({ coins: [moved] }), { rule: "owner", coin: moved, owner: "C" }],
    ["of somebody else's reward", transfer({ coins: [others] }), { rule: "owner", coin: others, owner: "B" }],
    ["of more than the coins", transfer({ coins: [own], amount: 20 }), { rule: "amount", sum: 10 }],
    ["of less than the coins", transfer({ coins: [own], amount: 5 }), { rule: "amount", sum: 10 }],
  ])("%s is refused", (_, refused, fault) => {
    expect(book.fault(refused, [])).toMatchObject(fault);
  });

  test("of a coin that a waiting transfer moves is refused, with that transfer", () => {
    const waiting = transfer({ id: "t2", coins: [own] });
    const other = transfer({ id: "t3", receiver: "C", coins: [own] });
    expect(book.fault(other, [waiting])).toEqual({ rule: "conflict", coin: own, transfer: "t2" });
    expect(book.allowed([waiting, other])).toEqual([waiting]);
  });
});

test("each coin has one owner, and names the last block that moved it", () => {
  expect(book.coins).toEqual([
    { ...moved, owner: "C" },
    { ...own, owner: "A" },
    { ...others, owner: "B" },
  ]);
});

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Sealing } from "../../src/simulation/sealing.ts";
import type { Network } from "../../src/simulation/network.ts";
import { END, networkOf } from "../support/simulation/networks.ts";

/** The seals of a node's chain, computed without a cache. */
function sealsOf(network: Network, node = 0) {
  const { blocks, nodes, consensus } = network.state;
  const sealing = new Sealing(consensus);
  return Promise.all(nodes[node]?.chain.map(({ id }) => sealing.seal(blocks, id)) ?? []);
}

function paying(consensus: "work" | "stake"): Network {
  const network = networkOf({ seed: 6, weights: [1, 1, 1], consensus });
  network.advance(END / 2);
  for (const { id } of network.state.nodes)
    network.act({ kind: "pay", from: id, to: id === "A" ? "B" : "A", coins: 1 });
  network.advance(END);
  return network;
}

const zeros = (hash: string) => hash.startsWith("00");

describe.each(["work", "stake"] as const)("the seals of a chain, with %s", (consensus) => {
  test("link each block to the one before it, and fit", async () => {
    const seals = await sealsOf(paying(consensus));
    expect(seals.map(({ previousHash }) => previousHash)).toEqual(["0", ...seals.slice(0, -1).map(({ hash }) => hash)]);
    expect(seals.every(({ fits }) => fits)).toBe(true);
    // Without a search, one hash in 256 starts with 8 zero bits.
    expect(seals.every(({ hash }) => zeros(hash))).toBe(consensus === "work");
    expect(seals.some(({ proof }) => proof !== undefined)).toBe(consensus === "work");
  });

  test("are the same whichever block is sealed first", async () => {
    const { blocks, agreement } = paying(consensus).state;
    const [forward, backward] = [new Sealing(consensus), new Sealing(consensus)];
    const tip = await backward.seal(blocks, agreement.tip);
    for (const id of blocks.keys()) expect(await forward.seal(blocks, id)).toEqual(await backward.seal(blocks, id));
    expect(await forward.seal(blocks, agreement.tip)).toEqual(tip);
  });

  test("do not fit from an edited block on, whose proof stays, and all later hashes change", async () => {
    const network = paying(consensus);
    const before = await sealsOf(network);
    network.act({ kind: "edit", node: "A", index: 4, change: { rewardTo: "C" } });
    const after = await sealsOf(network);
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3));
    const changed = after.slice(3);
    expect(changed.filter(({ fits }) => fits)).toEqual([]);
    expect(changed.filter(({ hash }, place) => hash === before[place + 3]?.hash)).toEqual([]);
    expect(changed.some(({ hash }) => consensus === "work" && zeros(hash))).toBe(false);
    expect(after.map(({ previousHash }) => previousHash)).toEqual(["0", ...after.slice(0, -1).map(({ hash }) => hash)]);
  });
});

test("a hash is SHA-256 of the canonical JSON that the documentation of the block says, with transfers by hash", async () => {
  const network = paying("work");
  const seals = await sealsOf(network);
  const chain = network.state.nodes[0]?.chain ?? [];
  const hashOf = (id: string) => seals[chain.findIndex((each) => each.id === id)]?.hash;
  const paid = chain.find(({ transfers }) => transfers.length > 1);
  const seal = seals[(paid?.index ?? 0) - 1];
  const transfers = paid?.transfers.map(({ amount, coins, receiver, sender, signedBy }) => ({
    amount,
    coins: coins.map(({ coin, lastMoved }) => ({ coin: hashOf(coin), last_moved: hashOf(lastMoved) })),
    receiver,
    sender,
    signed_by: signedBy,
  }));
  // In the order of RFC 8785.
  const text = JSON.stringify({
    index: paid?.index,
    mined_at: paid?.minedAt,
    previous_hash: seal?.previousHash,
    proof: seal?.proof,
    reward_to: paid?.rewardTo,
    transfers,
  });
  expect(seal?.hash).toBe(createHash("sha256").update(text).digest("hex"));
});

test("a block that the network does not have cannot be sealed", () => {
  expect(() => new Sealing("work").seal(new Map(), "b1")).toThrow("b1");
});

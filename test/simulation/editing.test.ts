import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Network } from "../../src/simulation/network.ts";
import type { NetworkState } from "../../src/simulation/state.ts";
import { pathTo } from "../support/simulation/chains.ts";
import { anyRuns, END, INTERVAL, networkOf } from "../support/simulation/networks.ts";

const [EDITOR, OTHER] = ["A", "B"];

/** The blocks of a node's chain. */
function chainOf({ nodes }: NetworkState, id: string) {
  return nodes.find((node) => node.id === id)?.chain ?? [];
}

/** A network that has mined for a while, in which a node gives the reward of a block at a given depth to somebody else. */
function edited(seed: number, weights: readonly number[], depth: number, consensus: "work" | "stake" = "work") {
  const network = networkOf({ seed, weights, consensus });
  network.advance(END);
  network.act({ kind: "mining", on: false });
  network.advance(END + INTERVAL);
  const chain = chainOf(network.state, EDITOR);
  const block = chain.at(-depth);
  if (!block) throw new Error("the chain is too short");
  const rewardTo = block.rewardTo === EDITOR ? OTHER : EDITOR;
  expect(network.act({ kind: "edit", node: EDITOR, index: block.index, change: { rewardTo } })).toBeUndefined();
  network.act({ kind: "mining", on: true });
  return { network, block, chain, rewardTo };
}

describe("an edited copy", () => {
  test("keeps the edited block's proof, which no longer fits, as those of all later blocks do not", () => {
    const { network, block, chain, rewardTo } = edited(1, [1, 2, 2], 4);
    const copy = chainOf(network.state, EDITOR);
    expect(copy.slice(0, block.index - 1)).toEqual(chain.slice(0, block.index - 1));
    expect(copy.slice(block.index - 1).map(({ proofOf }) => proofOf)).toEqual(
      chain.slice(block.index - 1).map(({ id }) => id),
    );
    expect(copy[block.index - 1]).toMatchObject({ rewardTo, minedBy: block.minedBy });
  });

  test("is refused by all others, with the rule and the block, and so is what the editor mines on it", () => {
    const { network } = edited(1, [1, 2, 2], 4);
    const unproven = chainOf(network.state, EDITOR).find(({ proofOf }) => proofOf !== undefined);
    while (chainOf(network.state, EDITOR).at(-1)?.proofOf !== undefined) network.step();
    const mined = chainOf(network.state, EDITOR).at(-1);
    network.advance(network.state.now + INTERVAL);
    for (const { id, refusedBlocks } of network.state.nodes.filter((node) => node.id !== EDITOR)) {
      const faults = new Map(refusedBlocks.map(({ block, fault }) => [block, fault]));
      expect({ id, fault: faults.get(unproven?.id ?? "") }).toEqual({ id, fault: { rule: "proof" } });
      expect(faults.get(mined?.id ?? "")).toMatchObject({ rule: "ancestor", fault: { rule: "proof" } });
    }
  });

  test("is never believed by any other node, whatever happens, not even by a minority", () => {
    fc.assert(
      fc.property(anyRuns, ({ settings, script }) => {
        const network = new Network(settings, script);
        while (network.state.now < END) {
          network.step();
          const believers = network.state.nodes.filter(({ holdsOn, chain }) => {
            return holdsOn === undefined && chain.some(({ proofOf }) => proofOf !== undefined);
          });
          expect(believers).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("is no longer one when its editor restores what was there, in any order", () => {
    const network = networkOf({ seed: 1, weights: [1, 1, 1] });
    network.advance(END);
    const chain = chainOf(network.state, EDITOR);
    const places = [4, 7, 6, 4];
    const change = (index: number, rewardTo: string | undefined) => {
      return network.act({ kind: "edit", node: EDITOR, index, change: rewardTo === undefined ? {} : { rewardTo } });
    };
    for (const index of places) expect(change(index, "C")).toBeUndefined();
    expect(chainOf(network.state, EDITOR).filter(({ proofOf }) => proofOf !== undefined)).not.toEqual([]);
    for (const index of places) change(index, chain[index - 1]?.rewardTo);
    expect(network.state.nodes[0]).toMatchObject({ chain });
    expect(network.state.nodes[0]?.holdsOn).toBeUndefined();
  });

  test("is given up by its editor, who takes the others' chain, and counts what it leaves as a reorganization", () => {
    const { network } = edited(1, [1, 2, 2], 4);
    network.advance(network.state.now + 10 * INTERVAL);
    const copy = chainOf(network.state, EDITOR);
    const others = chainOf(network.state, OTHER);
    expect(network.act({ kind: "return", node: EDITOR })).toBeUndefined();
    const [editor] = network.state.nodes;
    expect(editor).toMatchObject({ chain: others, reproving: false });
    expect(editor?.holdsOn).toBeUndefined();
    const left = copy.filter(({ id }) => !others.some((each) => each.id === id));
    expect(editor?.reorganizations.at(-1)?.abandoned).toEqual(left.map(({ id }) => id));
  });
});

describe("an edited copy that is proven again, with work", () => {
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);

  /** Whether the others believe in the edited block at last. */
  function adopted(seed: number, weights: readonly number[]): boolean {
    const { network, block, rewardTo } = edited(seed, weights, 4);
    network.act({ kind: "reprove", node: EDITOR });
    network.advance(network.state.now + 60 * INTERVAL);
    return chainOf(network.state, OTHER)[block.index - 1]?.rewardTo === rewardTo;
  }

  test("is a valid fork with less work while the editor has a fifth of the hash power", () => {
    expect(seeds.filter((seed) => adopted(seed, [2, 4, 4]))).toEqual([]);
  });

  test("wins in the end with three quarters of it", () => {
    expect(seeds.filter((seed) => !adopted(seed, [6, 1, 1]))).toEqual([]);
  });

  test("takes a turn of the editor for each block, and nobody refuses the blocks that are proven", () => {
    const { network, block } = edited(5, [1, 2, 2], 4);
    network.act({ kind: "reprove", node: EDITOR });
    const unproven = () => chainOf(network.state, EDITOR).filter(({ proofOf }) => proofOf !== undefined).length;
    expect(unproven()).toBe(4);
    for (let left = 3; left >= 0; left--) {
      while (!network.step().some((each) => each.kind === "mined" && each.node === EDITOR));
      expect(unproven()).toBe(left);
    }
    network.advance(network.state.now + INTERVAL);
    const proven = chainOf(network.state, EDITOR).slice(block.index - 1, block.index + 3);
    const [, other] = network.state.nodes;
    expect(other?.known).toEqual(expect.arrayContaining(proven.map(({ id }) => id)));
  });

  test("is refused all the same if the edited transfer breaks a rule, such as that its sender signs", () => {
    const network = networkOf({ seed: 2, weights: [1, 1, 1] });
    network.advance(END);
    network.act({ kind: "pay", from: OTHER, to: "C", coins: 1 });
    const stands = () => chainOf(network.state, EDITOR).find(({ transfers }) => transfers.length > 0);
    while (!stands()) network.step();
    const block = stands();
    const transfers = block?.transfers.map(({ sender, amount, coins }) => ({
      sender,
      amount,
      coins,
      receiver: EDITOR,
    }));
    network.act({ kind: "edit", node: EDITOR, index: block?.index ?? 0, change: { transfers: transfers ?? [] } });
    network.act({ kind: "reprove", node: EDITOR });
    network.advance(network.state.now + 60 * INTERVAL);
    const proven = chainOf(network.state, EDITOR)[(block?.index ?? 0) - 1];
    expect(proven?.proofOf).toBeUndefined();
    for (const { refusedBlocks } of network.state.nodes.slice(1)) {
      const refused = refusedBlocks.find((each) => each.block === proven?.id);
      expect(refused?.fault).toMatchObject({ rule: "transfer", fault: { rule: "signature", signedBy: EDITOR } });
    }
  });
});

describe("an edited copy that is signed again, with stake", () => {
  /** Edits a block in networks of different seeds, until it is one of the editor's own, or not. */
  function editedBlock(own: boolean) {
    for (let seed = 0; ; seed++) {
      const found = edited(seed, [1, 1, 1], 4, "stake");
      if ((found.block.minedBy === EDITOR) === own) return found;
    }
  }

  test("costs no time, but has none of the blocks that others would have to sign", () => {
    const { network, block, chain } = editedBlock(true);
    expect(network.act({ kind: "reprove", node: EDITOR })).toBeUndefined();
    const copy = chainOf(network.state, EDITOR).slice(block.index - 1);
    const own = chain.slice(block.index - 1).filter(({ minedBy }) => minedBy === EDITOR);
    expect(copy.map(({ minedBy, minedAt }) => [minedBy, minedAt])).toEqual(own.map(({ minedAt }) => [EDITOR, minedAt]));
    expect(copy.filter(({ proofOf }) => proofOf !== undefined)).toEqual([]);
  });

  test("is refused unless the edited block is the editor's own", () => {
    const { network, block } = editedBlock(false);
    expect(network.act({ kind: "reprove", node: EDITOR })).toEqual({ rule: "leader", leader: block.minedBy });
  });
});

test("transfers that name a rewritten block are left out of the later blocks, since only their senders could sign them again", () => {
  const network = networkOf({ seed: 4, weights: [1, 1, 1] });
  const payer = () => network.state.nodes.find(({ chain, id }) => chain.at(-1)?.minedBy === id)?.id;
  while (network.state.blocks.size < 4) network.step();
  const node = payer() ?? "";
  network.act({ kind: "pay", from: node, to: node === "A" ? "B" : "A", coins: 1 });
  network.advance(END);
  const chain = chainOf(network.state, EDITOR);
  const paid = chain.find(({ transfers }) => transfers.length > 0);
  const coin = chain.find(({ id }) => id === paid?.transfers[0]?.coins[0]?.coin);
  expect(coin?.index).toBeLessThan(paid?.index ?? 0);
  network.act({ kind: "edit", node: EDITOR, index: coin?.index ?? 0, change: { rewardTo: EDITOR } });
  const copy = chainOf(network.state, EDITOR);
  expect(copy[(paid?.index ?? 0) - 1]?.transfers).toEqual([]);
  expect(pathTo(network.state, copy.at(-1)?.id ?? "")).toHaveLength(chain.length);
});

import { expect, test } from "vitest";
import { Network } from "../../src/simulation/network.ts";
import { SCENARIOS } from "../../src/simulation/scenarios.ts";
import { Sealing } from "../../src/simulation/sealing.ts";

/** A network in which A has edited block 2 of its copy. */
function edited(): Network {
  const network = new Network(SCENARIOS.honest.settings);
  network.advance(60_000);
  const rewardTo = network.state.nodes[0]?.chain[1]?.rewardTo === "B" ? "C" : "B";
  expect(network.act({ kind: "edit", node: "A", index: 2, change: { rewardTo } })).toBeUndefined();
  return network;
}

const copy = (network: Network) => network.state.nodes[0]?.chain ?? [];
const broken = (network: Network) => copy(network).filter(({ id }) => network.state.faults.has(id)).length;

test("a nonce that is found by hand is the proof of the block, with the hash that the trial showed", async () => {
  const network = edited();
  const sealing = new Sealing("work");
  const block = copy(network)[1]?.id ?? "";
  let nonce = 10_000;
  while (!(await sealing.trial(network.state.blocks, block, nonce)).startsWith("00")) nonce++;
  const hash = await sealing.trial(network.state.blocks, block, nonce);
  const before = broken(network);

  expect(network.act({ kind: "prove", node: "A", nonce })).toBeUndefined();
  expect(broken(network)).toBe(before - 1);
  const seal = await sealing.seal(network.state.blocks, copy(network)[1]?.id ?? "");
  expect(seal).toMatchObject({ proof: nonce, hash, fits: true });
});

test("the trial of a block's own nonce shows its hash", async () => {
  const network = edited();
  const sealing = new Sealing("work");
  for (const { id } of copy(network)) {
    const { proof = 0, hash } = await sealing.seal(network.state.blocks, id);
    expect(await sealing.trial(network.state.blocks, id, proof)).toBe(hash);
  }
});

test("a nonce is refused where no proof is missing, with stake, and if it is no whole number", () => {
  const honest = new Network(SCENARIOS.honest.settings);
  honest.advance(60_000);
  const stake = new Network(SCENARIOS.stake.settings);
  stake.advance(60_000);
  stake.act({ kind: "edit", node: "A", index: 2, change: { transfers: [], rewardTo: "E" } });
  const cases = [
    [honest, 1],
    [stake, 1],
    [edited(), 1.5],
    [edited(), -1],
  ] as const;
  for (const [network, nonce] of cases) {
    expect(network.act({ kind: "prove", node: "A", nonce })).toEqual({ rule: "impossible" });
  }
});

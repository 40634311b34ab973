import { expect, test } from "vitest";
import type { Happening } from "../../src/simulation/happening.ts";
import { Network } from "../../src/simulation/network.ts";
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from "../../src/simulation/scenarios.ts";

const SECOND = 1000;

/** A scenario up to a time. */
function played(name: ScenarioName, seconds: number) {
  const { settings, script } = SCENARIOS[name];
  const network = new Network(settings, script);
  const happenings = network.advance(seconds * SECOND);
  return { state: network.state, happenings };
}

const of = <K extends Happening["kind"]>(happenings: readonly Happening[], kind: K) =>
  happenings.filter((each): each is Extract<Happening, { kind: K }> => each.kind === kind);

test.each(SCENARIO_NAMES)("in %s, every action of the script is possible", (name) => {
  const acted = of(played(name, 300).happenings, "acted");
  expect(acted).toHaveLength(SCENARIOS[name].script.length);
  expect(acted.filter(({ refusal }) => refusal)).toEqual([]);
});

test("in honest, nodes disagree for a while and then agree, and all payments are confirmed", () => {
  const { state, happenings } = played("honest", 180);
  expect(of(happenings, "reorganized").length).toBeGreaterThan(0);
  expect(state.agreement.others).toEqual([]);
  const confirmed = state.nodes[0]?.chain.flatMap(({ transfers }) => transfers) ?? [];
  expect(confirmed.map(({ sender, receiver }) => sender + receiver)).toEqual(["AB", "BC", "AD"]);
});

test("in edited-copy, nobody follows the editor, neither before nor after it has mined again, until it returns", () => {
  const { state } = played("edited-copy", 239);
  expect(state.agreement.others).toEqual(["D"]);
  const editor = state.nodes[3];
  expect(editor?.chain[2]).toMatchObject({ rewardTo: "D" });
  expect(editor?.chain.every(({ proofOf }) => proofOf === undefined)).toBe(true);
  expect(editor?.chain.length).toBeLessThan(state.nodes[0]?.chain.length ?? 0);
  expect(played("edited-copy", 260).state.agreement.others).toEqual([]);
});

test("in partition, the smaller part loses its blocks when the network heals, and its payment is confirmed after all", () => {
  const { state } = played("partition", 180);
  const [reorganization] = state.nodes[3]?.reorganizations ?? [];
  expect(reorganization?.abandoned).toHaveLength(3);
  expect(reorganization?.returned.map(({ sender, receiver }) => sender + receiver)).toEqual(["DE"]);
  expect(state.agreement.others).toEqual([]);
  const confirmed = state.nodes[0]?.chain.flatMap(({ transfers }) => transfers) ?? [];
  expect(confirmed).toEqual(reorganization?.returned);
});

test("in double-spend, the victim's payment is confirmed, and then gone with its block: A owns the coin again", () => {
  const { state } = played("double-spend", 120);
  const { attack } = state;
  const [attacker, victim] = state.nodes;
  expect(attack?.stage).toBe("succeeded");
  const [reorganization] = victim?.reorganizations ?? [];
  expect(reorganization?.lost).toEqual([attack?.payment]);
  expect(reorganization?.abandoned.length).toBeGreaterThanOrEqual(attack?.confirmations ?? 9);
  const coin = attack?.payment?.coins[0];
  const moves = victim?.chain
    .flatMap(({ transfers }) => transfers)
    .filter(({ coins }) => coins[0]?.coin === coin?.coin);
  expect(moves?.map(({ receiver }) => receiver)).toEqual([attacker?.id]);
});

test("in stake, the nodes of the honest run are drawn, in slots of equal length", () => {
  const minersOf = (name: ScenarioName) =>
    Array.from(played(name, 300).state.blocks.values(), ({ minedBy }) => minedBy);
  const [work, stake] = [minersOf("honest"), minersOf("stake")];
  expect(stake).toHaveLength(31);
  expect(work.slice(0, 20)).toEqual(stake.slice(0, 20));
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { happeningInWords } from "../../../src/page/views/network/run/happening-words.ts";
import { Network } from "../../../src/simulation/network.ts";
import { type Scenario, SCENARIO_NAMES, SCENARIOS } from "../../../src/simulation/scenarios.ts";
import { anyRuns } from "../../support/simulation/networks.ts";

/** The lines of a run's log. */
function linesOf({ settings, script }: Scenario, end: number) {
  const network = new Network(settings, script);
  return network.advance(end).map((happening) => happeningInWords(happening, network.state));
}

test("whatever happens is a whole sentence, or left out", () => {
  fc.assert(
    fc.property(anyRuns, (run) => {
      for (const line of linesOf(run, 30_000)) {
        if (line === undefined) continue;
        expect(line).toMatch(/^[A-Z\d].*\.$/);
        expect(line).not.toMatch(/undefined|NaN|object|\bb\d/);
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["honest", "mined block 2."],
  ["honest", "All nodes agree on block"],
  ["edited-copy", "D edited block 3 in its copy."],
  ["edited-copy", "A refused block 3 of"],
  ["edited-copy", "its proof does not fit its content."],
  ["edited-copy", "D mined block 3 of its edited copy again."],
  ["partition", "The network is divided: A, B, and C | D and E."],
  ["partition", "The network is whole again."],
  ["partition", "E changed to a chain with more work: it left"],
  ["double-spend", "A prepares a double spend against B."],
  ["double-spend", "The double spend succeeded"],
  ["stake", "signed block 2."],
] as const)("the log of %s says that %s", (name, part) => {
  expect(linesOf(SCENARIOS[name], 600_000).join("\n")).toContain(part);
});

test("no scenario refuses what it does itself", () => {
  for (const name of SCENARIO_NAMES) {
    const network = new Network(SCENARIOS[name].settings, SCENARIOS[name].script);
    const acted = network.advance(600_000).filter((happening) => happening.kind === "acted");
    expect(acted).toHaveLength(SCENARIOS[name].script.length);
    expect(acted.filter(({ refusal }) => refusal)).toEqual([]);
  }
});

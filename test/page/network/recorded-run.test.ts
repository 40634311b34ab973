import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RecordedRun } from "../../../src/page/views/network/run/recorded-run.ts";
import type { Happening } from "../../../src/simulation/happening.ts";
import { SCENARIOS } from "../../../src/simulation/scenarios.ts";
import { anyRuns } from "../../support/simulation/networks.ts";

const END = 40_000;

test("a run that is repeated with what its user did is the same, one happening after the other", () => {
  fc.assert(
    fc.property(anyRuns, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), ({ settings, script }, steps) => {
      const scenario = { settings, script: [] };
      const first = new RecordedRun(scenario);
      const happened: Happening[] = [];
      for (const [place, { action }] of script.entries()) {
        happened.push(...(steps[place] ? first.step(() => true) : first.advance(first.state.now + 777)));
        first.act(action);
      }
      happened.push(...first.advance(END));

      const again = new RecordedRun(scenario, first.recorded);
      expect([...again.advance(END / 3), ...again.advance(END)]).toEqual(happened);
      expect(again.recorded).toEqual(first.recorded);
    }),
    { numRuns: 40 },
  );
});

test("a step ends at the next happening that counts, and is over when nothing comes any more", () => {
  const run = new RecordedRun(SCENARIOS.honest);
  const happened = run.step(({ kind }) => kind === "mined");
  expect(happened.filter(({ kind }) => kind === "mined")).toHaveLength(1);
  run.act({ kind: "mining", on: false });
  const { size } = run.state.blocks;
  run.step(({ kind }) => kind === "mined");
  expect(run.state.blocks.size).toBe(size);
});

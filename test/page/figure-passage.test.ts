import { describe, expect, test } from "vitest";
import {
  between,
  foremost,
  isAnother,
  type Light,
  lightsOf,
  type Passage,
  type Phase,
  STEPS,
} from "../../src/page/views/mine/figure/passage.ts";

/** The lights as a row of letters, in the order of the steps: o off, n now, d done, s stopped, f failed. */
function row(passage: Passage | undefined): string {
  const lights = lightsOf(passage);
  return STEPS.map((step) => letterOf(lights[step])).join("");
}

const letterOf = (light: Light) => light.charAt(0);

const PHASES: readonly Phase[] = ["sent", "accepted", "asked", "searching", "submitted"];

test("without a record nothing is lit", () => {
  expect(row(undefined)).toBe("ooooooo");
});

describe.each([
  { isSealed: false, rows: ["nonoooo", "nndnooo", "dnnoooo", "dddnooo", "ddddnoo"] },
  { isSealed: true, rows: ["nonoooo", "nndnooo", "nndoooo", "nddnooo", "ndddnoo"] },
])("on a ledger with isSealed = $isSealed", ({ isSealed, rows }) => {
  test.each(PHASES.map((phase, place) => [phase, rows[place]] as const))("%s lights %s", (phase, expected) => {
    expect(row({ isSealed, phase })).toBe(expected);
  });

  test.each(PHASES)("a block that was appended after %s is on its way, and then has passed all steps", (phase) => {
    expect(row({ isSealed, phase, end: "appended" })).toBe("dddddnn");
    expect(row({ isSealed, phase, end: "arrived" })).toBe("ddddddd");
  });

  test.each(PHASES)("a record that was on the chain before %s has passed the validation alone", (phase) => {
    expect(row({ isSealed, phase, end: "known" })).toBe("oodoooo");
  });

  test.each([
    ["sent", "validation"],
    ["accepted", "search"],
    ["asked", isSealed ? "candidate" : "validation"],
    ["searching", "search"],
    ["submitted", "check"],
  ] as const)("stopping it when it is %s marks the step %s, and nothing else is under way", (phase, step) => {
    const lights = lightsOf({ isSealed, phase, end: "stopped" });
    expect(lights[step]).toBe("stopped");
    expect(Object.values(lights)).not.toContain("now");
    expect(foremost(lights)).toBe(step);
  });

  test.each([
    ["sent", "registration-conflict", "validation"],
    ["sent", "signature-refused", "validation"],
    ["sent", "mempool-full", "mempool"],
    ["sent", undefined, "mempool"],
    ["accepted", undefined, "search"],
    ["asked", "registration-conflict", "validation"],
    ["asked", undefined, "candidate"],
    ["searching", undefined, "search"],
    ["submitted", "proof-refused", "check"],
    ["submitted", "timestamp-refused", "check"],
    ["submitted", "registration-conflict", "check"],
    ["submitted", undefined, "check"],
  ] as const)("failing when it is %s with %s marks the step %s alone", (phase, problem, step) => {
    const lights = lightsOf({ isSealed, phase, end: { problem } });
    expect(STEPS.filter((each) => lights[each] === "failed")).toEqual([step]);
    expect(Object.values(lights)).not.toContain("now");
    expect(foremost(lights)).toBe(step);
  });
});

test("a block that arrives before the ledger's answer is shown as appended first", () => {
  const arrived: Passage = { isSealed: false, phase: "submitted", end: "arrived" };
  const appended: Passage = { ...arrived, end: "appended" };
  expect(between({ isSealed: false, phase: "submitted" }, arrived)).toEqual([appended, arrived]);
  expect(between(appended, arrived)).toEqual([arrived]);
  expect(between(undefined, appended)).toEqual([appended]);
});

test("a passage is another record's if the one before had ended and this one has not", () => {
  const sent: Passage = { isSealed: false, phase: "sent" };
  const searching: Passage = { ...sent, phase: "searching" };
  const ends = ["appended", "arrived", "known", "stopped", { problem: undefined }] as const;
  for (const end of ends) {
    expect(isAnother({ ...searching, end }, sent)).toBe(true);
    expect(isAnother({ ...searching, end }, { ...searching, end: "arrived" })).toBe(false);
    expect(isAnother({ ...searching, end }, undefined)).toBe(false);
  }
  expect(isAnother(undefined, sent)).toBe(false);
  expect(isAnother(sent, searching)).toBe(false);
  expect(isAnother(searching, sent)).toBe(false);
});

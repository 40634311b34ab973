import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SavedClass, savedClass, saveClass } from "../../../src/cli/class/plan-file.ts";
import { testFolder } from "../../support/cli/commands.ts";

const folder = testFolder();

const PLAN: SavedClass["plan"] = {
  name: "class-7b",
  students: ["Ana", null],
  url: null,
  puzzle: { puzzle: "block-hash", difficulty: 27 },
};

const plans: readonly SavedClass[] = [
  { plan: PLAN, port: 8787 },
  { plan: { ...PLAN, puzzle: { puzzle: "squares" }, url: "https://ledger.example" } },
];

describe("the file of a class", () => {
  test.each(plans)("says again what was stored", async (saved) => {
    await saveClass(folder.path, saved);
    expect(await savedClass(folder.path)).toEqual(saved);
  });

  test.each([
    ["is empty", ""],
    ["ends in the middle", JSON.stringify(plans[0]).slice(0, -9)],
    ["holds no class", "{}"],
    ["holds null", "null"],
    ["has no students", JSON.stringify({ plan: { ...PLAN, students: [] } })],
    ["names a ledger outside the class", JSON.stringify({ plan: { ...PLAN, name: "../main" } })],
    [
      "has a difficulty that no ledger has",
      JSON.stringify({ plan: { ...PLAN, puzzle: { puzzle: "block-hash", difficulty: 80 } } }),
    ],
    ["has a port that is none", JSON.stringify({ plan: PLAN, port: "8787" })],
  ])("is reported as damaged, with what to do, if it %s", async (_, text) => {
    folder.write("roster", text);
    await expect(savedClass(folder.path)).rejects.toThrow(/roster is damaged\. Delete the folder/);
  });

  test("is reported as damaged if any part of it is missing or of another kind", async () => {
    const parts = fc.constantFrom(...(["name", "students", "puzzle", "url"] as const));
    const others = fc.oneof(fc.constant(undefined), fc.integer(), fc.boolean(), fc.record({ x: fc.string() }));
    await fc.assert(
      fc.asyncProperty(parts, others, async (part, other) => {
        folder.write("roster", JSON.stringify({ plan: { ...PLAN, [part]: other } }));
        await expect(savedClass(folder.path)).rejects.toThrow("is damaged");
      }),
    );
  });
});

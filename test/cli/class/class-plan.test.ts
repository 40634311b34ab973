import { describe, expect, test } from "vitest";
import { askedPlan, durationOf, portOf } from "../../../src/cli/class/class-options.ts";
import { type ClassPlan, newPlan, resumedPlan, sandboxPuzzle } from "../../../src/cli/class/class-plan.ts";
import { MOST_STUDENTS } from "../../../src/class/class-names.ts";
import { UsageError } from "../../../src/cli/command.ts";
import { testFolder } from "../../support/cli/commands.ts";

const { write } = testFolder();
const list = write("names.csv", "name\nAna\nBob\n");

const ANA_AND_BOB: ClassPlan = {
  name: "class-7b",
  students: ["Ana", "Bob"],
  url: null,
  puzzle: { puzzle: "block-hash", difficulty: 30 },
};

const planOf = async (options: Parameters<typeof askedPlan>[0]) => newPlan(await askedPlan(options));

describe("the options of a new class", () => {
  test("give it a name, a ledger that a class can mine on, and nameless students, if they say no more than how many", async () => {
    expect(await planOf({ students: "3" })).toEqual({
      name: "class",
      students: [null, null, null],
      url: null,
      puzzle: { puzzle: "block-hash", difficulty: 28 },
    });
  });

  test("make its ledger so difficult that a block takes 10 to 20 seconds, and no more difficult than 30 bits", async () => {
    for (let students = 1; students <= MOST_STUDENTS; students += 1) {
      const { puzzle } = await planOf({ students: String(students) });
      const difficulty = puzzle.puzzle === "squares" ? 0 : puzzle.difficulty;
      const seconds = 2 ** difficulty / (students * 5_000_000);
      expect({ students, seconds: seconds <= 20 && (seconds > 10 || difficulty === 30) }).toEqual({
        students,
        seconds: true,
      });
      expect(difficulty).toBeLessThanOrEqual(30);
    }
  });

  test("name its students in the order of the list", async () => {
    expect(await planOf({ list, name: "class-7b", difficulty: "30" })).toEqual(ANA_AND_BOB);
  });

  test.each([
    [{ puzzle: "squares" }, { puzzle: "squares" }],
    [{ puzzle: "block-hash" }, { puzzle: "block-hash", difficulty: 26 }],
    [{ difficulty: "12" }, { puzzle: "block-hash", difficulty: 12 }],
    [
      { puzzle: "block-hash", difficulty: "32" },
      { puzzle: "block-hash", difficulty: 32 },
    ],
    [{ url: "https://ledger.example" }, { puzzle: "block-hash", difficulty: 24 }],
    [
      { url: "https://ledger.example", difficulty: "20" },
      { puzzle: "block-hash", difficulty: 20 },
    ],
  ])("fix the puzzle of its ledger: %j", async (options, puzzle) => {
    expect((await planOf({ students: "1", ...options })).puzzle).toEqual(puzzle);
  });

  test("name the deployment without a slash at the end", async () => {
    expect((await planOf({ students: "1", url: "https://ledger.example/" })).url).toBe("https://ledger.example");
  });

  test.each([
    [{}, "Give the number of students"],
    [{ students: "0" }, "--students must be a whole number from 1 to 99"],
    [{ students: "100" }, "--students must be"],
    [{ students: "-3" }, "--students must be"],
    [{ students: "3.5" }, "--students must be"],
    [{ students: "1e1" }, "--students must be"],
    [{ students: "" }, "--students must be"],
    [{ students: "thirty" }, "--students must be"],
    [{ students: "3", list }, "--students or --list, and not both"],
    [{ students: "3", name: "" }, "--name must be"],
    [{ students: "3", name: "Class 7b" }, "--name must be"],
    [{ students: "3", name: "a".repeat(31) }, "--name must be"],
    [{ students: "3", name: "../x" }, "--name must be"],
    [{ students: "3", name: "main" }, "--name must be"],
    [{ students: "3", puzzle: "sudoku" }, "--puzzle must be"],
    [{ students: "3", puzzle: "squares", difficulty: "16" }, "--difficulty is for"],
    [{ students: "3", difficulty: "7" }, "--difficulty must be a whole number from 8 to 32"],
    [{ students: "3", difficulty: "33" }, "--difficulty must be"],
    [{ students: "3", url: "ledger.example" }, "must begin with http"],
    [{ students: "3", url: "https://ledger.example/#token=abc" }, "address of a page"],
  ])("are refused with what to write instead: %j", async (options, message) => {
    await expect(planOf(options)).rejects.toThrow(message);
  });
});

describe("the sandboxes of a class", () => {
  test.each([
    [{ puzzle: "squares" }, { puzzle: "squares" }],
    [
      { puzzle: "block-hash", difficulty: 8 },
      { puzzle: "block-hash", difficulty: 8 },
    ],
    [
      { puzzle: "block-hash", difficulty: 32 },
      { puzzle: "block-hash", difficulty: 20 },
    ],
  ] as const)("have its puzzle, but no more bits than one browser finds at once: %j", (puzzle, expected) => {
    expect(sandboxPuzzle({ ...ANA_AND_BOB, puzzle })).toEqual(expected);
  });
});

describe("a class that is resumed", () => {
  test.each([
    [{}],
    [{ list }],
    [{ name: "class-7b" }],
    [{ puzzle: "block-hash" }],
    [{ difficulty: "30" }],
    [{ list, name: "class-7b", puzzle: "block-hash", difficulty: "30" }],
  ])("is the same if the options do not say otherwise: %j", async (options) => {
    expect(resumedPlan(ANA_AND_BOB, await askedPlan(options), ".class")).toEqual(ANA_AND_BOB);
  });

  test.each([
    [{ students: "3" }, "--students or --list"],
    [{ list: write("other.csv", "Bob\nAna\n") }, "--students or --list"],
    [{ name: "class-7c" }, "--name"],
    [{ puzzle: "squares" }, "--puzzle or --difficulty"],
    [{ difficulty: "29" }, "--puzzle or --difficulty"],
    [{ url: "https://ledger.example" }, "--url"],
  ])("says how to start a new class if an option contradicts it: %j", async (options, option) => {
    const asked = await askedPlan(options);
    const resume = () => resumedPlan(ANA_AND_BOB, asked, "/home/teacher/.class");
    expect(resume).toThrow(
      `/home/teacher/.class holds the class class-7b with 2 students, and ${option} differs from it.`,
    );
    expect(resume).toThrow("npm run class alone is enough");
    expect(resume).toThrow("To start a new class, delete that folder first.");
    expect(resume).not.toThrow(/Ana|Bob/);
  });
});

describe("the duration of a class", () => {
  test.each([
    ["3", 10_800_000],
    ["1.5", 5_400_000],
    ["0.01", 36_000],
    ["168", 604_800_000],
  ])("is in hours: %s", (hours, milliseconds) => {
    expect(durationOf(hours)).toBe(milliseconds);
  });

  test.each(["0", "-1", "169", "", "3h", "1e2", "Infinity", ".5", "0x10"])("is refused if it is %j", (hours) => {
    expect(() => durationOf(hours)).toThrow(UsageError);
  });
});

describe("the port of a class", () => {
  test.each(["1", "8787", "65534"])("may be %s", (port) => {
    expect(portOf(port)).toBe(Number(port));
  });

  test.each(["0", "65535", "65536", "-1", "80.5", "", "http", "999999"])("is refused if it is %j", (port) => {
    expect(() => portOf(port)).toThrow(UsageError);
  });
});

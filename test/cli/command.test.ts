import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/chain/fault.ts";
import { command, ProvenFault, UsageError } from "../../src/cli/command.ts";
import { print } from "../../src/cli/io.ts";
import { outcomeOf } from "../support/cli/commands.ts";

const USAGE = "npm run greet -- --name NAME";
const FAULT: Fault = { index: 3, rule: "fork", expected: "a", actual: "\u001b[2Kb", detail: "Block 3 was replaced." };

const options = { name: { type: "string" } } as const;

/** Throws an error, as an expression. */
function raise(error: Error): never {
  throw error;
}

/** A command that fails with an error, and declares words before and after the reason. */
const failing = (error: Error, words: { failure?: string; usageOnFailure?: boolean } = {}) =>
  command({ usage: USAGE, options, ...words, run: async () => raise(error) });

const greet = command({
  usage: USAGE,
  options,
  async run({ name }, { stdout, env }) {
    print(stdout, `${env["GREETING"]}, ${name}!`);
    return 7;
  },
});

describe("a command", () => {
  test("gets its options and the environment, and returns its exit code", async () => {
    expect(await outcomeOf(greet, ["--name", "Ana"], { GREETING: "Hello" })).toEqual({
      code: 7,
      stdout: "Hello, Ana!\n",
      stderr: "",
    });
  });

  test.each(["--help", "-h"])("prints its usage and does nothing else with %s", async (flag) => {
    expect(await outcomeOf(greet, ["--name", "Ana", flag])).toEqual({ code: 0, stdout: `${USAGE}\n`, stderr: "" });
  });

  test.each(["-Ana", "--Ana", "-", "--", "-N=a", "--nam"])("takes %s as the value of an option", async (name) => {
    const { code, stdout } = await outcomeOf(greet, ["--name", name], { GREETING: "Hello" });
    expect({ code, stdout }).toEqual({ code: 7, stdout: `Hello, ${name}!\n` });
  });

  test.each([["--name"], ["--name=Ana"], ["--help"], ["-h"]])("takes the option %s for no value", async (option) => {
    const { code, stdout } = await outcomeOf(greet, ["--name", option], { GREETING: "Hello" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test.each([["--nam"], ["Ana"], ["--name"], ["--help=1"]])(
    "ends with 2 for an unknown argument: %s",
    async (argument) => {
      const { code, stdout, stderr } = await outcomeOf(greet, [argument]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).not.toContain(USAGE);
    },
  );
});

describe("a command that fails", () => {
  test("ends with 2, and prints the reason", async () => {
    expect(await outcomeOf(failing(new Error("No ledger.")), [])).toEqual({
      code: 2,
      stdout: "",
      stderr: "No ledger.\n",
    });
  });

  test("also prints its usage if its arguments were invalid", async () => {
    const { code, stderr } = await outcomeOf(failing(new UsageError("--name is needed.")), []);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `--name is needed.\n\n${USAGE}\n` });
  });

  test("prints its declared text before and after the reason", async () => {
    const both = failing(new Error("No name."), { failure: "Not greeted: ", usageOnFailure: true });
    expect((await outcomeOf(both, [])).stderr).toBe(`Not greeted: No name.\n\n${USAGE}\n`);
  });

  test("ends with 1 if it has proven a fault, which is a line of JSON on standard output", async () => {
    const { code, stdout, stderr } = await outcomeOf(failing(new ProvenFault(FAULT.detail, FAULT)), []);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "Block 3 was replaced.\n" });
    expect(JSON.parse(stdout)).toEqual({ fault: FAULT });
    expect(stdout).not.toContain("\u001b");
  });

  test("ends with 1 even if the ledger does not name the fault", async () => {
    expect(await outcomeOf(failing(new ProvenFault("The ledger contradicts itself.")), [])).toEqual({
      code: 1,
      stdout: "",
      stderr: "The ledger contradicts itself.\n",
    });
  });

  test("passes no terminal commands from the reason", async () => {
    expect((await outcomeOf(failing(new Error("\u001b[2Kright\u202e")), [])).stderr).toBe("\\u{1b}[2Kright\\u{202e}\n");
  });
});

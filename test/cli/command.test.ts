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

/** A command that fails with an error, and with which words before and behind the reason. */
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
  test("gets its options and the environment, and says with which code it ends", async () => {
    expect(await outcomeOf(greet, ["--name", "Ana"], { GREETING: "Hello" })).toEqual({
      code: 7,
      stdout: "Hello, Ana!\n",
      stderr: "",
    });
  });

  test.each(["--help", "-h"])("tells its usage and does nothing else when it is asked with %s", async (flag) => {
    expect(await outcomeOf(greet, ["--name", "Ana", flag])).toEqual({ code: 0, stdout: `${USAGE}\n`, stderr: "" });
  });

  test.each([["--nam"], ["Ana"], ["--name"], ["--help=1"]])(
    "ends with 2 when it does not know %s",
    async (argument) => {
      const { code, stdout, stderr } = await outcomeOf(greet, [argument]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).not.toContain(USAGE);
    },
  );
});

describe("a command that fails", () => {
  test("ends with 2, and says why", async () => {
    expect(await outcomeOf(failing(new Error("No ledger.")), [])).toEqual({
      code: 2,
      stdout: "",
      stderr: "No ledger.\n",
    });
  });

  test("tells its usage besides when it was not understood", async () => {
    const { code, stderr } = await outcomeOf(failing(new UsageError("--name is needed.")), []);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `--name is needed.\n\n${USAGE}\n` });
  });

  test("says before and behind the reason what it declares", async () => {
    const both = failing(new Error("No name."), { failure: "Not greeted: ", usageOnFailure: true });
    expect((await outcomeOf(both, [])).stderr).toBe(`Not greeted: No name.\n\n${USAGE}\n`);
  });

  test("ends with 1 when it has proven a fault, which is a line of JSON on standard output", async () => {
    const { code, stdout, stderr } = await outcomeOf(failing(new ProvenFault(FAULT.detail, FAULT)), []);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "Block 3 was replaced.\n" });
    expect(JSON.parse(stdout)).toEqual({ fault: FAULT });
    expect(stdout).not.toContain("\u001b");
  });

  test("ends with 1 also where the ledger does not say which fault it has", async () => {
    expect(await outcomeOf(failing(new ProvenFault("The ledger contradicts itself.")), [])).toEqual({
      code: 1,
      stdout: "",
      stderr: "The ledger contradicts itself.\n",
    });
  });

  test("gives the terminal no commands with the reason", async () => {
    expect((await outcomeOf(failing(new Error("\u001b[2Kright\u202e")), [])).stderr).toBe("\\u{1b}[2Kright\\u{202e}\n");
  });
});

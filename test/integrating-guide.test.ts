import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { isRepeatable } from "../src/client/transport/repeatable.ts";
import { templateOf } from "../src/contract/route.ts";
import { LEDGER_ROUTES, SINGLE_ROUTES } from "../src/contract/routes.ts";
import { samplePath } from "./support/http/routes.ts";
import { printed, saved, savePrograms } from "./support/integrating-guide.ts";
import { MarkdownFile } from "./support/markdown.ts";
import { ROOT } from "./support/root.ts";

const guide = new MarkdownFile("src/guide/integrating.md");

/** The routes that are not read with GET, and whether the client repeats them. */
const writing = [...LEDGER_ROUTES, ...SINGLE_ROUTES]
  .filter(({ method }) => method !== "get")
  .map(({ method, path }): [string, boolean] => {
    const below = samplePath(path.replace("/ledgers/:name", ""));
    const name = `${method.toUpperCase()} ${templateOf(path).replaceAll(/\{(\w+)\}/g, "<$1>")}`;
    return [name, isRepeatable(method.toUpperCase(), below)];
  });

describe("the guide on integrating", () => {
  test("prints programs that compile against the client, and no others", { timeout: 60_000 }, () => {
    mkdirSync(join(ROOT, ".build"), { recursive: true });
    const folder = mkdtempSync(join(ROOT, ".build/integrating-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    savePrograms(folder);
    const compilerOptions = {
      types: ["node"],
      paths: { "patient-ledger/client": [join(ROOT, "src/client/index.ts")] },
    };
    const config = { extends: join(ROOT, "src/cli/tsconfig.json"), compilerOptions, include: ["*.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));

    const compile = () => execFileSync("tsc", ["--project", folder], { encoding: "utf8", stdio: "pipe" });
    expect(compile()).toBe("");
    expect(saved).toBe(printed);

    writeFileSync(
      join(folder, "wrong.ts"),
      'import { registerRecord } from "patient-ledger/client";\nregisterRecord(1);\n',
    );
    expect(compile).toThrow("Command failed");
  });

  test("says of every route that writes whether the client repeats it", () => {
    const rows = guide.text.split("| request | sent again | why |\n")[1]?.split("\n\n")[0]?.split("\n").slice(1) ?? [];
    const told = rows.flatMap((row) => {
      const [, names = "", again = ""] = row.split("|");
      return [...names.matchAll(/`((?:POST|PUT|PATCH|DELETE) [^`]+)`/g)].map(([, name]) => [
        name,
        again.trim() === "yes",
      ]);
    });
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(writing));
    expect(told.filter(([, again]) => !again)).toHaveLength(1);
  });
});

test("the program in Python is short", () => {
  const [program] = guide.blocksOf("Without the package: Python").filter(({ language }) => language === "python");
  expect(program?.code.split("\n").length).toBeLessThanOrEqual(60);
});

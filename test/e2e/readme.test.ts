import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { devServer, ROOT } from "../support/e2e/dev-server.ts";
import { MarkdownFile } from "../support/markdown.ts";

const dev = devServer();
beforeAll(() => dev.start());

/** Removes the values that differ on each run: times, and hashes, which README.md shortens. */
function withoutChance(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) => {
    if (typeof value !== "string") return value;
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return "a time";
    return /^[\da-f]{64}$|^[\da-f]{8}…$/.test(value) ? "a hash" : value;
  });
}

describe("the five minutes of README.md", () => {
  it("print what they document when typed literally", { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "patient-ledger-readme-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const blocks = new MarkdownFile("README.md").blocksOf("Five minutes to a verified block");
    // Run alone, so the server has its usual port. Saved files must not end up in the checkout.
    const commands = blocks
      .filter(({ language }) => language === "sh")
      .map(({ code }) =>
        code.replace("http://localhost:8787", dev.url).replaceAll("saved.note", join(folder, "saved.note")),
      );
    const printed = blocks.filter(({ language }) => language === "json").map(({ code }) => withoutChance(code));
    const separator = "\n--- the next block ---\n";

    const script = ["set -e", ...commands].join(`\nprintf '${separator.replaceAll("\n", "\\n")}'\n`);
    const { stdout } = await promisify(execFile)("bash", ["-c", script], { cwd: ROOT });

    const [, , chain = "", mined = "", verdict = "", report = ""] = stdout.split(separator);
    expect([chain, verdict].map(withoutChance)).toEqual([printed[0], printed[2]]);
    expect(withoutChance(mined)).toMatchObject(printed[1] as object);
    expect(mined).toContain('"receipt"');
    expect(report).toMatch(
      /^right +2 blocks: .*\nright +the newest checkpoint, .*\nright +\S+saved\.note: the ledger still contains/,
    );
  });
});

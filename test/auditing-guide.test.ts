import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parsePolicy } from "../src/evidence/notes/policy-file.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "./support/chain/notaries.ts";
import { testFolder } from "./support/cli/commands.ts";
import { MarkdownFile } from "./support/markdown.ts";
import { ROOT } from "./support/root.ts";

const guide = new MarkdownFile("src/guide/auditing.md");
const { path: folder, write } = testFolder();
const blocksIn = (section: string, ...languages: readonly string[]) =>
  guide.blocksOf(section).flatMap(({ language, code }) => (languages.includes(language) ? code : []));

test("the guide's policy is one, once it has whole keys", async () => {
  const [policy = ""] = blocksIn("Write down whom you trust", "text");
  const keys = policy.replaceAll(/(\S+)\+[0-9a-f]{8}\+\S+…/g, (_, name: string) =>
    new Notary(name).vkey(name.includes("/") ? LOG_TYPE : WITNESS_TYPE),
  );
  const { ledger, witnesses, quorum } = await parsePolicy(keys);
  expect([ledger.length, witnesses.length, quorum]).toEqual([1, 2, 1]);
});

test("the guide's workflow and cron job run its script, which never sees the token", () => {
  const jobs = blocksIn("Verify every night", "yaml", "text");
  expect(jobs.map((code) => /\bsh \S*nightly\.sh"?$/m.test(code))).toEqual([true, true]);
  expect(jobs.join("\n")).not.toContain("patient-ledger verify");
  expect(blocksIn("Verify every night", "sh").join("\n")).not.toMatch(/token/i);
});

test("the guide's script fails, and says so, if a server keeps it waiting for ever", () => {
  const [script = ""] = blocksIn("Verify every night", "sh").filter((code) => code.startsWith("#!"));
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  const command = write("node_modules/.bin/patient-ledger", "#!/bin/sh\nexec sleep 600\n");
  chmodSync(command, 0o755);
  const file = write("nightly.sh", script.replace("timeout 50m", "timeout 0.1s"));
  const { status, stderr } = spawnSync("sh", [file], { encoding: "utf8" });

  expect(status).toBe(2);
  expect(stderr).toContain("Could not check: it did not end");
});

test("the guide's workflow uses the actions that this project uses", () => {
  const own = readFileSync(join(ROOT, ".github/workflows/ci.yml"), "utf8");
  const used = Array.from(
    blocksIn("Verify every night", "yaml")
      .join("\n")
      .matchAll(/uses: \S+/g),
    ([use]) => use,
  );
  expect(used).toHaveLength(2);
  expect(used.filter((use) => !own.includes(use))).toEqual([]);
});

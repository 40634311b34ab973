import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Outcome, testFolder } from "../support/cli/commands.ts";
import { ROOT } from "../support/root.ts";
import { StorageServer } from "../support/e2e/storage-server.ts";
import { MarkdownFile } from "../support/markdown.ts";

const guide = new MarkdownFile("src/guide/auditing.md");
const [nightly = "", first = ""] = shellOf("Verify every night");
const [comparison = ""] = shellOf("Compare with other auditors");

const { path: folder } = testFolder();
const audit = join(folder, "audit");
const dev = new StorageServer();

function shellOf(section: string): string[] {
  return guide.blocksOf(section).flatMap(({ language, code }) => (language === "sh" ? code : []));
}

/** Runs shell lines as an auditor types them, in the auditor's own repository. */
function shell(lines: string, token = dev.token): Promise<Outcome> {
  const author = { name: "auditor", email: "auditor@example.org" };
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    LEDGER_URL: dev.url,
    LEDGER_TOKEN: token,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
  };
  return new Promise((resolve) => {
    execFile("sh", ["-c", lines], { cwd: audit, env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}

/** Runs the script of the guide. Its files are named after the second, and it replaces none, so no two nights share one. */
const night = (token?: string) => shell("sleep 1; sh nightly.sh", token);
const notes = () => readdirSync(join(audit, "history"));
const fault = () => notes().filter((name) => name.startsWith("fault-"));
/** The newest commit of the repository that the script pushes to, and the files in it. */
const pushed = async (what: string) => (await shell(`git -C ../remote.git ${what}`)).stdout;

async function prepare(): Promise<void> {
  await dev.start();
  await dev.mine("Alice");
  mkdirSync(join(audit, "node_modules/.bin"), { recursive: true });
  // Stands in for the installed package.
  const command = join(audit, "node_modules/.bin/patient-ledger");
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, "src/cli/patient-ledger.ts")}" "$@"\n`);
  chmodSync(command, 0o755);
  writeFileSync(join(audit, "policy.txt"), `log ${(await dev.text("/vkey")).trim()}\nquorum none\n`);
  writeFileSync(join(audit, "nightly.sh"), `${nightly}\n`);
  const repository =
    "git init -q -b main . && git init -q --bare -b main ../remote.git && git remote add origin ../remote.git";
  expect(await shell(repository)).toMatchObject({ code: 0 });
}

// Its server starts three times.
describe("the nightly recipe of the guide", () => {
  beforeAll(prepare);

  test("finds a rewrite in the third night, keeps the evidence, and finds it again", { tags: "long" }, async () => {
    expect(await shell(first)).toMatchObject({ code: 0 });
    expect(notes()).toHaveLength(1);

    await dev.whileStopped(() => dev.save("before"));
    expect(await night()).toEqual({ code: 0, stdout: "", stderr: "" });
    await shell("git remote set-url origin ../none.git");
    expect(await night()).toMatchObject({ code: 2, stdout: "" });
    await shell("git remote set-url origin ../remote.git");

    await dev.mine("Bob");
    expect(await night()).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(notes()).toHaveLength(2);
    const [, second = ""] = notes();

    // The operator replaces what Bob registered. The ledger signs it, since it knows nothing of the other history.
    await dev.whileStopped(() => dev.rollBack("before"));
    await dev.mine("Mallory", "Carol");
    for (const rewritten of [3, 4]) {
      const { code, stdout, stderr } = await night();
      expect({ rewritten, code, stdout }).toEqual({ rewritten, code: 1, stdout: "" });
      expect(stderr).toMatch(/^FAULT .*some were rewritten afterwards/m);
      expect(await pushed("log -1 --format=%s")).toMatch(/: exit code 1\n$/);
      expect(await pushed("ls-tree -r --name-only HEAD")).toContain(fault()[0]);
    }
    expect(fault()).toHaveLength(1);
    expect(readFileSync(join(audit, "history", fault()[0] ?? ""), "utf8")).toBe(await dev.text("/checkpoint"));
    const reports = readdirSync(join(audit, "reports")).filter((name) => name.endsWith(".html"));
    expect(reports).toHaveLength(5);
    expect(readFileSync(join(audit, "reports", reports.at(-1) ?? ""), "utf8")).toContain(
      "some were rewritten afterwards",
    );

    const words = comparison.replace("mine.note", `history/${second}`).replace("theirs.note", `history/${fault()[0]}`);
    expect(await shell(words)).toMatchObject({ code: 2 });
    const proven = await shell(`${words} --url "$LEDGER_URL"`);
    expect(proven).toMatchObject({ code: 1, stderr: "" });
    expect(proven.stdout).toContain("contradict each other");
  });

  test("fails if something could not be checked", { tags: "long" }, async () => {
    const refused = await night("not a token");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain("Could not check: 401");
    expect(await pushed("log -1 --format=%s")).toMatch(/: exit code 2\n$/);
    expect(await pushed("grep -i 'not a token' HEAD")).toBe("");
  });
});

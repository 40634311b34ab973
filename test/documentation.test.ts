import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { guidePages } from "../src/page/guide/guides.ts";
import { renderGuide } from "../src/page/guide/markdown.ts";
import { GUIDES, MarkdownFile, ROOT } from "./support/markdown.ts";

const readme = new MarkdownFile("README.md");
const community = ["CONTRIBUTING", "CHANGELOG", "SECURITY"].map((name) => new MarkdownFile(`.github/${name}.md`));
const all = [readme, ...GUIDES, ...community];

const { scripts, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
  version: string;
};

describe.each(all.map((file) => [file.path, file] as const))("%s", (_, file) => {
  test("has no dead links", () => {
    expect(file.deadLinks()).toEqual([]);
  });

  test("names only existing files", () => {
    const paths = file.code.flatMap(
      (code) => code.match(/(?<![\w/.-])(?:src|test|\.github|\.ci)\/[\w./-]*\w\/?/g) ?? [],
    );
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test("names only existing commands", () => {
    const commands = file.code.flatMap((code) =>
      Array.from(code.matchAll(/npm run (?:-s )?([\w:-]+)/g), ([, name = ""]) => name),
    );
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe("README.md", () => {
  test("is short enough to be read", () => {
    expect(readme.text.split("\n").length - 1).toBeLessThanOrEqual(180);
  });

  test("links to every guide", () => {
    expect(readme.links).toEqual(
      expect.arrayContaining(GUIDES.map(({ path }) => path).filter((path) => path !== "src/guide/README.md")),
    );
  });
});

describe("the version", () => {
  test("in package.json matches the lockfile and the newest entry of the changelog", () => {
    const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { version: string };
    const changelog = readFileSync(join(ROOT, ".github/CHANGELOG.md"), "utf8");

    expect([lock.version, /^## (\S+)/m.exec(changelog)?.[1]]).toEqual([version, version]);
  });
});

describe("a served guide", () => {
  const pages = guidePages(new Map(GUIDES.map(({ path, text }) => [path.slice("src/guide/".length, -3), text])));

  test("has the path of its name, and the index comes first", () => {
    const names = GUIDES.map(({ path }) => path.slice("src/".length, -3));
    expect([...pages.keys()][0]).toBe("guide");
    expect([...pages.keys()].toSorted()).toEqual(
      names.map((name) => (name === "guide/README" ? "guide" : name)).toSorted(),
    );
  });

  test.each([...pages])("%s links only to what is served", (path, html) => {
    const targets = Array.from(html.matchAll(/(?:href|src)="([^"]+)"/g), ([, target = ""]) => target);
    const dead = targets.filter((target) => {
      if (target.startsWith("https://")) return false;
      const [page = "", anchor] = target.split("#");
      const served = page === "" ? html : pages.get(page.slice(1));
      if (served === undefined) return !/^\/(?:docs|page\/[\w./]+|guide\/pictures\/[\w.]+)?$/.test(page);
      return anchor !== undefined && !served.includes(`id="${anchor}"`);
    });
    expect({ path, dead }).toEqual({ path, dead: [] });
  });

  test.each([...pages])("%s loads nothing from elsewhere, and has no scripts or styles of its own", (_, html) => {
    expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
    expect(Array.from(html.matchAll(/<(?:img|link)[^>]*(?:src|href)="([^"]+)"/g), ([, url]) => url)).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^(?!\/)/)]),
    );
  });

  test("cannot link to a file that is not served", () => {
    expect(() => renderGuide("[x](../chain/block.ts)")).toThrow("../chain/block.ts");
  });

  test("escapes text, so that it cannot become markup", () => {
    expect(renderGuide("# A & `<b>`").html).toContain("A &amp; <code>&lt;b&gt;</code>");
  });

  test("must be in the index", () => {
    expect(() =>
      guidePages(
        new Map([
          ["README", "# Guides"],
          ["other", "# Other"],
        ]),
      ),
    ).toThrow("other");
    expect(() => guidePages(new Map([["README", "# Guides\n\n[x](none.md)"]]))).toThrow("none");
  });
});

describe("the documented check without this project's code", () => {
  const python = new MarkdownFile("src/guide/verifying.md")
    .blocksOf("Check it without this project's code")
    .find(({ language }) => language === "python");
  const hasPython = (() => {
    try {
      execFileSync("python3", ["--version"]);
      return true;
    } catch {
      return false;
    }
  })();

  test.runIf(hasPython).each(["squares", "block-hash"])(
    "accepts a chain on %s, and detects a changed record",
    (puzzle) => {
      const folder = mkdtempSync(join(tmpdir(), "patient-ledger-check-"));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const [script, file] = [join(folder, "check.py"), join(folder, "chain.json")];
      writeFileSync(script, python?.code ?? "");
      const chain = JSON.parse(readFileSync(join(ROOT, `test/vectors/${puzzle}-chain.json`), "utf8")) as object[];
      const run = (blocks: readonly object[]) => {
        writeFileSync(file, JSON.stringify({ chain: blocks }));
        return execFileSync("python3", [script, file], { encoding: "utf8", stdio: "pipe" });
      };

      expect(run(chain)).toBe(`${chain.length} blocks, each hash, link and proof is right\n`);
      expect(() => run(chain.with(1, { ...chain[1], patient_name: "Mallory" }))).toThrow("block 2 was changed");
    },
  );
});

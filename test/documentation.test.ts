import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Block } from "../src/chain/block.ts";
import { fromHex } from "../src/chain/text/hex.ts";
import { checkpointText } from "../src/evidence/notes/checkpoint.ts";
import { GrowingTree, type Hash, inclusionPath, leafHash, type ReadNode } from "../src/chain/merkle-tree.ts";
import type { SealedBlock } from "../src/chain/sealed/header.ts";
import { parseDisclosure } from "../src/evidence/receipts/disclosures.ts";
import type { EntryReceipt } from "../src/evidence/receipts/entry-receipt.ts";
import { type Receipt, receiptOf } from "../src/evidence/receipts/receipt.ts";
import { guidePages } from "../src/page/guide/guides.ts";
import { renderGuide } from "../src/page/guide/markdown.ts";
import { VERSION } from "../src/report/version.ts";
import { GUIDES, MarkdownFile } from "./support/markdown.ts";
import { ROOT } from "./support/root.ts";
import { hasPython } from "./support/python.ts";

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
    expect(readme.text.split("\n").length - 1).toBeLessThanOrEqual(195);
  });

  test("gives the two commands that run the product and its tests, of which CI calls the second", () => {
    expect(readme.text).toContain("\nnpm ci && npm run dev\n");
    expect(readme.text).toContain("\nnpm ci && npm test\n");
    expect(readFileSync(join(ROOT, ".ci/run"), "utf8")).toMatch(/^npm ci\n(?:.*\n)*npm test$/m);
  });

  test("links to every guide", () => {
    expect(readme.links).toEqual(
      expect.arrayContaining(GUIDES.map(({ path }) => path).filter((path) => path !== "src/guide/README.md")),
    );
  });
});

describe("the version", () => {
  test("in package.json matches the lockfile, the reports and the newest entry of the changelog", () => {
    const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { version: string };
    const changelog = readFileSync(join(ROOT, ".github/CHANGELOG.md"), "utf8");

    expect([lock.version, VERSION, /^## (\S+)/m.exec(changelog)?.[1]]).toEqual([version, version, version]);
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

/** The program in a section of the guide on verifying, which returns what it prints about a file with this content. */
function documentedProgram(section: string): (content: object) => string {
  const blocks = new MarkdownFile("src/guide/verifying.md").blocksOf(section);
  const folder = mkdtempSync(join(tmpdir(), "patient-ledger-check-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [script, file] = [join(folder, "check.py"), join(folder, "saved.json")];
  writeFileSync(script, blocks.find(({ language }) => language === "python")?.code ?? "");
  return (content) => {
    writeFileSync(file, JSON.stringify(content));
    return execFileSync("python3", [script, file], { encoding: "utf8", stdio: "pipe" });
  };
}

function vectorChain(puzzle: string): Block[] {
  return JSON.parse(readFileSync(join(ROOT, `test/vectors/${puzzle}-chain.json`), "utf8")) as Block[];
}

interface SealedVectors {
  readonly chain: readonly SealedBlock[];
  readonly receipts: readonly EntryReceipt[];
}

function sealedVectors(name: "sealed" | "signed"): SealedVectors {
  return JSON.parse(readFileSync(join(ROOT, `test/vectors/${name}-chain.json`), "utf8")) as SealedVectors;
}

describe("the documented check without this project's code", () => {
  test.runIf(hasPython).each(["squares", "block-hash"])(
    "accepts a chain on %s, and detects a changed record",
    (puzzle) => {
      const run = documentedProgram("Check it without this project's code");
      const chain = vectorChain(puzzle);

      expect(run({ chain })).toBe(`${chain.length} blocks, each hash, link and proof is right\n`);
      const changed = chain.map((block) => (block.index === 2 ? { ...block, patient_name: "Mallory" } : block));
      expect(() => run({ chain: changed })).toThrow("block 2 was changed");
    },
  );

  test.runIf(hasPython).each(["sealed", "signed"] as const)(
    "accepts the %s vectors, and detects a changed header and changed entries",
    (name) => {
      const run = documentedProgram("Check it without this project's code");
      const { chain } = sealedVectors(name);
      const withSecond = (change: (block: SealedBlock) => object) =>
        run({ chain: chain.map((block) => (block.index === 2 ? change(block) : block)) });

      expect(run({ chain })).toBe(`${chain.length} blocks, each hash, link and proof is right\n`);
      expect(() => withSecond((block) => ({ ...block, mined_by: "mallory" }))).toThrow("block 2 was changed");
      const broken = "an entry of block 2 was changed";
      expect(() => withSecond(({ entries, ...block }) => ({ ...block, entries: entries.toReversed() }))).toThrow(
        broken,
      );
      expect(() => withSecond(({ entries, ...block }) => ({ ...block, entries: entries.slice(1) }))).toThrow(broken);
    },
  );
});

describe("the documented check of a receipt", () => {
  /** A receipt for each block in the tree over a chain, with an unsigned checkpoint: the program reads no signature. */
  async function receiptsOf(chain: readonly Block[]): Promise<Receipt[]> {
    const leaves = await Promise.all(chain.map(({ hash }) => leafHash(fromHex(hash))));
    const tree = new GrowingTree();
    const nodes = new Map<string, Hash>();
    for (const leaf of leaves) {
      for (const { level, index, hash } of await tree.append(leaf)) nodes.set(`${level}/${index}`, hash);
    }
    const read: ReadNode = (level, index) => nodes.get(`${level}/${index}`) as Hash;
    const { size } = tree;
    const checkpoint = checkpointText({ origin: "clinic.example/ledgers/main", size, root: await tree.root() });
    return Promise.all(
      leaves.map(async (leaf, index) =>
        receiptOf(index, size, leaf, await inclusionPath(index, size, read), checkpoint),
      ),
    );
  }

  test.runIf(hasPython)("accepts every place in trees of any shape", { timeout: 60_000 }, async () => {
    const run = documentedProgram("What a receipt proves");
    const chain = vectorChain("squares");
    for (const size of [1, 2, 3, 5, 6]) {
      const blocks = chain.slice(0, size);
      for (const [place, receipt] of (await receiptsOf(blocks)).entries()) {
        expect(run({ block: blocks[place], receipt })).toBe(
          `block ${place + 1} is in the tree of ${size} blocks of clinic.example/ledgers/main\n`,
        );
      }
    }
  });

  test.runIf(hasPython)("detects a changed block, another block and a changed path", async () => {
    const run = documentedProgram("What a receipt proves");
    const [, second, third] = vectorChain("squares");
    const [, receipt] = await receiptsOf(vectorChain("squares"));

    expect(() => run({ block: { ...second, patient_name: "Mallory" }, receipt })).toThrow("the block was changed");
    expect(() => run({ block: third, receipt })).toThrow("the receipt is for another block");
    const path = receipt?.path.with(0, "00".repeat(32));
    expect(() => run({ block: second, receipt: { ...receipt, path } })).toThrow("does not lead to");
    expect(() => run({ block: second, receipt: { ...receipt, path: path?.slice(1) } })).toThrow("does not fit");
  });
});

describe("the documented check of a record's receipt", () => {
  /** What the program prints about a receipt that holds. */
  function report({ number, block, checkpoint, disclosures = [] }: EntryReceipt): string {
    const [origin, size] = checkpoint.split("\n");
    const lines = disclosures.map((text) => {
      const { name, value } = parseDisclosure(text);
      return `${name}: ${value}`;
    });
    const place = `entry ${number} is in block ${block.index}, in the tree of ${size} blocks of ${origin}`;
    return [...lines, place].map((line) => `${line}\n`).join("");
  }

  test.runIf(hasPython)("accepts every receipt of the vectors", { timeout: 60_000 }, () => {
    const run = documentedProgram("What the receipt of a record proves");
    for (const receipt of [...sealedVectors("sealed").receipts, ...sealedVectors("signed").receipts]) {
      expect(run(receipt)).toBe(report(receipt));
    }
  });

  test.runIf(hasPython)("accepts an answer of mine_block", () => {
    const run = documentedProgram("What the receipt of a record proves");
    const receipt = sealedVectors("sealed").receipts.at(-1) as EntryReceipt;
    expect(run({ block: receipt.block, record: { number: receipt.number }, receipt })).toBe(report(receipt));
  });

  test.runIf(hasPython)("detects a change of anything that it covers", { timeout: 60_000 }, () => {
    const run = documentedProgram("What the receipt of a record proves");
    const { receipts } = sealedVectors("sealed");
    const receipt = receipts.find(({ disclosures, entry_path: path }) => disclosures?.length === 3 && path.length > 0);
    const other = receipts.find(({ number, disclosures }) => number !== receipt?.number && disclosures?.length === 3);
    if (!receipt?.fields || !other?.disclosures) throw new Error("the vectors have no such receipts");
    const { fields, block, entry, number, position } = receipt;
    const changes: [object, string][] = [
      [{ block: { ...block, proof: block.proof + 1 } }, "the header was changed"],
      [{ number: number + 1 }, "the number does not fit"],
      [{ position: position + 1 }, "the number does not fit"],
      [{ entry: { ...entry, commitment: "00".repeat(32) } }, "the entry was changed"],
      [{ entry_path: receipt.entry_path.map(() => "00".repeat(32)) }, "the entry was changed"],
      [{ entry_path: [] }, "does not fit its tree"],
      [{ leaf_index: receipt.leaf_index + 1 }, "the receipt is for another block"],
      [{ path: receipt.path.map(() => "00".repeat(32)) }, "does not lead to the checkpoint's root"],
      [{ fields: { ...fields, Reg_no: fields["patient_ID"] } }, "the fields are not those of the commitment"],
      [{ disclosures: other.disclosures }, "patient_name was changed"],
    ];
    for (const [change, message] of changes) expect(() => run({ ...receipt, ...change })).toThrow(message);
  });
});

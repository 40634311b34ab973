import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { devServer } from "../support/e2e/dev-server.ts";
import { ROOT } from "../support/root.ts";
import { MarkdownFile } from "../support/markdown.ts";
import { hasCryptography } from "../support/python.ts";

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

describe("the examples of the guide on sealed ledgers", () => {
  const guide = new MarkdownFile("src/guide/real-patients.md");
  const SECTIONS = ["Create a sealed ledger", "Register records", "Read and search", "Prove a record"];

  it("print what they document when typed literally", { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "patient-ledger-guide-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // Saved files must not end up in the checkout, in which the commands run.
    const typed = (code: string) =>
      code
        .replace("http://localhost:8787", dev.url)
        .replaceAll(/\b(?:records\.ndjson|records\.csv|receipt\.json)\b/g, (name) => join(folder, name));
    const blocks = SECTIONS.flatMap((section) => guide.blocksOf(section));
    const commands = blocks.filter(({ language }) => language === "sh").map(({ code }) => typed(code));

    const script = ["set -e", ...commands].join("\nprintf '\\n---\\n'\n");
    const { stdout } = await promisify(execFile)("bash", ["-c", script], { cwd: ROOT });

    const [, , created = "", registered = "", batch = "", csv = "", opened = "", found = "", , report = ""] =
      stdout.split("\n---\n");
    const [documentedAnswer = "", documentedBatch = "", documentedRecord = ""] = blocks
      .filter(({ language }) => language === "json")
      .map(({ code }) => code);
    expect(JSON.parse(created)).toMatchObject({ records: "sealed", puzzle: "block-hash", difficulty: 8, length: 1 });
    expect(JSON.parse(registered)).toMatchObject({ record: { number: 2 }, receipt: { number: 2 } });
    const shortened = JSON.stringify({ ...(JSON.parse(registered) as object), block: "…", receipt: "…" });
    expect(shortened.replaceAll('"…"', "{…}")).toBe(documentedAnswer);
    expect(batch.trim()).toBe(documentedBatch);
    expect(csv.trim()).toBe('{"line":1,"status":202,"location":"/ledgers/clinic/mempool/5"}');
    expect(withoutChance(opened)).toEqual(withoutChance(documentedRecord));
    expect((JSON.parse(found) as { records: { number: number }[] }).records[0]?.number).toBe(2);
    const documented = blocks.find(({ language, code }) => language === "" && code.startsWith("right"))?.code ?? "";
    const lines = (text: string) =>
      text
        .trim()
        .replaceAll(join(folder, "receipt.json"), "receipt.json")
        .replaceAll(/[0-9a-f]{64}|[0-9a-f]{8}…/g, "a hash")
        .replace(/signed \d+ blocks/, "signed some blocks")
        .split("\n");
    expect(lines(report)).toEqual(lines(documented));
  });
});

describe("the programs and examples of the guide on signed records", () => {
  const guide = new MarkdownFile("src/guide/signed-records.md");
  const SECTIONS = [
    "Require signatures",
    "With the commands",
    "Enrol a key",
    "Register, correct and erase",
    "Look up keys",
    "Check the signatures",
    "Sign with a program of your own",
    "Revoke a key",
    "The registrar",
    "Erase a subject",
  ];

  // Without Python's cryptography all but the program that needs it.
  it("work when saved and typed literally, in the order of the guide", { tags: "long", timeout: 300_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "patient-ledger-signed-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const isRun = (section: string) => hasCryptography || section !== "Sign with a program of your own";
    const blocks = SECTIONS.filter(isRun).flatMap((section) => guide.blocksOf(section));
    // Saved files must not end up in the checkout, in which the commands run.
    const typed = (code: string) =>
      code
        .replaceAll("http://localhost:8787", dev.url)
        .replaceAll("patient-ledger/client", `${pathToFileURL(ROOT).href}/src/client/index.ts`)
        .replaceAll(
          /\b(?:(?:enrol|register|revoke|registrar)\.ts|(?:(?:author|rao|registrar|chamber)-key|genesis|ledger|signed|request)\.json|records\.csv|receipts\.ndjson|sign\.py)\b/g,
          (name) => join(folder, name),
        );
    const code = (language: string) => blocks.filter((block) => block.language === language).map((block) => block.code);
    const [enrol = "", register = "", revoke = "", registrar = ""] = code("ts");
    const [, sign = ""] = code("python");
    const programs = {
      "enrol.ts": enrol,
      "register.ts": register,
      "revoke.ts": revoke,
      "registrar.ts": registrar,
      "sign.py": sign,
    };
    for (const [name, program] of Object.entries(programs)) writeFileSync(join(folder, name), typed(program));

    const script = ["set -e", ...code("sh").map(typed)].join("\nprintf '\\n---\\n'\n");
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` };
    const { stdout } = await promisify(execFile)("bash", ["-c", script], { cwd: ROOT, env });

    const [, ...outputs] = stdout.split("\n---\n").map((output) => output.trim());
    /** What the block printed that has this text. */
    const printed = (text: string) => outputs[code("sh").findIndex((block) => block.includes(text))] ?? "no such block";
    const withoutKeys = (text: string) => text.replaceAll(/(?<![\w-])[\w-]{43}(?![\w-])/g, "a-key");
    const withoutHashes = (text: string) =>
      withoutKeys(text)
        .replaceAll(/[0-9a-f]{64}/g, "a-hash")
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "a-time");
    const [documentedKeys = "", documentedVerdict = ""] = code("json");
    const created = { records: "sealed", signatures: "required", length: 1 };
    expect(JSON.parse(printed("LEDGER=http://localhost:8787/ledgers/signed"))).toMatchObject(created);
    expect(withoutHashes(printed("--author rao-key.json"))).toBe(withoutHashes(code("")[0] ?? ""));
    expect(withoutKeys(printed("rao-key.json --revoke"))).toBe("a-key");
    expect(withoutKeys(printed("node enrol.ts"))).toBe("Key enrolled: a-key");
    expect(printed("node register.ts").split("\n")).toHaveLength(2);
    expect(withoutChance(withoutKeys(printed("$LEDGER/keys")))).toEqual(withoutChance(withoutKeys(documentedKeys)));
    expect(JSON.parse(printed("/is_valid"))).toMatchObject(JSON.parse(documentedVerdict) as object);
    expect(hasCryptography ? JSON.parse(printed("sign.py")) : { record: { number: 5 } }).toMatchObject({
      record: { number: 5 },
    });
    expect(printed("node revoke.ts")).toBe("Key revoked");
    expect(JSON.parse(printed("PATCH"))).toMatchObject({ key: { state: "revoked", compromised_since: 4 } });
    expect(withoutKeys(printed("--endorse"))).toMatch(/a-key\na-key\na-key$/);
    expect(withoutKeys(printed("node registrar.ts"))).toBe("dr-rao has the key a-key\nKey enrolled");
    expect(JSON.parse(printed("/erasure"))).toMatchObject({ reason: "request" });
  });
});

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ROOT } from "../support/root.ts";

const folder = mkdtempSync(join(tmpdir(), "patient-ledger-builds-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Builds a copy of the source in a folder of its own. */
function build(name: string, environment: NodeJS.ProcessEnv): { file: Buffer; output: string } {
  const copy = join(folder, name);
  mkdirSync(copy, { recursive: true });
  for (const part of ["src", ".github", "package.json", "tsconfig.json"]) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  const env = { ...process.env, npm_config_loglevel: "notice", ...environment };
  const output = execFileSync(process.execPath, ["src/page/build.ts"], { cwd: copy, env, encoding: "utf8" });
  return { file: readFileSync(join(copy, ".build/verifier.html")), output };
}

test("two builds in two folders make the same verifier, whose SHA-256 they print unless npm is told to be silent", () => {
  const one = build("one", {});
  const two = build("a/longer/path/two", { npm_config_loglevel: "silent", TZ: "Asia/Tokyo", LANG: "de_DE.UTF-8" });

  expect(two.file.equals(one.file)).toBe(true);
  expect(one.output).toBe(`.build/verifier.html: SHA-256 ${createHash("sha256").update(one.file).digest("hex")}\n`);
  expect(two.output).toBe("");
});

test("the verifier refers to nothing outside itself", () => {
  const html = readFileSync(join(ROOT, ".build/verifier.html"), "utf8");
  const markup = html.replace(/<(script|style)>[^]*?<\/\1>/g, "");
  expect(Array.from(markup.matchAll(/(?:src|href)="([^"]*)"/g), ([, url]) => url?.split(",")[0])).toEqual([
    "data:image/svg+xml",
  ]);
  expect(html.match(/<style>[^]*<\/style>/)?.[0]).not.toMatch(/url\(|@import/);
  // An end tag within the script would end it.
  expect(html.split("</script>").length).toBe(2);
});

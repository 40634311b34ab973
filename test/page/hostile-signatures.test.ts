import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { visitors } from "../support/page/browser.ts";

const MODULE = join(import.meta.dirname, "../support/chain/hostile-signatures.ts");
const { visit } = visitors();

test("hostile signatures and keys are refused and right ones accepted, in the browser", async () => {
  const { page } = await visit();
  const { outputFiles } = await build({
    entryPoints: [MODULE],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "hostile",
  });
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
  const { cases, wrong } = (await page.evaluate("hostile.misjudged()")) as { cases: number; wrong: string[] };
  expect(wrong).toEqual([]);
  expect(cases).toBeGreaterThan(250);
});

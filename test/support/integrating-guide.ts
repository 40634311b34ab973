import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { MarkdownFile } from "./markdown.ts";
import { ROOT } from "./root.ts";

const guide = new MarkdownFile("src/guide/integrating.md");

/** The programs that the guide on integrating prints, each with its section and the name that it is saved under. */
const PROGRAMS = [
  ["A first record", "ts", 0, "first.ts"],
  ["Tokens", "ts", 0, "tokens.ts"],
  ["Tokens", "ts", 1, "service.ts"],
  ["Register many records", "ts", 0, "batches.ts"],
  ["Search, open and correct", "ts", 0, "correct.ts"],
  ["Keep receipts", "ts", 0, "receipts.ts"],
  ["Events instead of webhooks", "ts", 0, "events.ts"],
  ["Without the package: Python", "python", 0, "program.py"],
] as const;

/** Saves the programs of the guide in a folder, as they are printed. */
export function savePrograms(folder: string): void {
  for (const [section, language, place, name] of PROGRAMS) {
    const blocks = guide.blocksOf(section).filter((block) => block.language === language);
    const code = blocks[place]?.code;
    if (code === undefined) throw new Error(`the section ${section} has no such program`);
    writeFileSync(join(folder, name), code);
  }
}

/**
 * Saves the programs of the guide in a folder, and bundles some of those in TypeScript with the client, as `<name>.mjs`.
 *
 * @param folder inside the repository, so that the programs find the packages
 */
export async function buildPrograms(folder: string, names: readonly string[], ...plugins: Plugin[]): Promise<void> {
  savePrograms(folder);
  await build({
    entryPoints: names.map((name) => join(folder, `${name}.ts`)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    alias: { "patient-ledger/client": join(ROOT, "src/client/index.ts") },
    plugins,
  });
}

/** How many programs the guide prints. */
export const printed = guide.text.match(/^```(?:ts|python)$/gm)?.length ?? 0;

/** How many of them are saved by {@link savePrograms}. */
export const saved = PROGRAMS.length;

/** Bundles the page's script. Only the build runs this. */
import { join } from "node:path";
import { type ChunkingContext, rolldown } from "rolldown";
import { LANGUAGES } from "./language/languages.ts";

/**
 * Bundles the script of the page: a file with what every visit needs, one with the texts of a first visit in each language, and
 * files with the views that are loaded when they are opened first. Rolldown does it, since esbuild makes a file of each set of
 * modules that the same views share: a first visit would be fifty requests.
 *
 * @param page the folder with the page's sources
 * @param folder where the files are written
 * @returns the files that the script itself imports, as paths from that folder
 */
export async function bundleScript(
  page: string,
  folder: string,
  { tsconfig, target }: { readonly tsconfig: string; readonly target: string },
): Promise<string[]> {
  const bundle = await rolldown({
    input: join(page, "page.tsx"),
    platform: "browser",
    tsconfig,
    transform: { target },
  });
  const { output } = await bundle.write({
    dir: folder,
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    codeSplitting: {
      groups: [
        { name: firstTexts, debugName: "texts", priority: 1 },
        { name: "first", tags: ["$initial"] },
      ],
    },
    minify: true,
    comments: false,
  });
  const imports = new Map(output.map((file) => [file.fileName, file.type === "chunk" ? file.imports : []]));
  const [, ...imported] = closure("page.js", (file) => imports.get(file));
  return imported;

  /**
   * Names the file of a module that the texts of a first visit need. What they import must not be in the file that waits for
   * them, `first`, or neither could go on.
   */
  function firstTexts(id: string, modules: ChunkingContext): string | null {
    const language = Object.keys(LANGUAGES).find((each) =>
      closure(join(page, "texts", each, "first-visit.ts"), (module) => modules.getModuleInfo(module)?.importedIds).has(
        id,
      ),
    );
    if (language === undefined) return null;
    return id.startsWith(join(page, "texts")) ? `texts-${language}` : "texts";
  }
}

/** A module, those that it imports, and what those import. */
function closure(module: string, importsOf: (module: string) => readonly string[] | undefined): Set<string> {
  const found = new Set([module]);
  // A set visits what is added to it meanwhile, too.
  for (const each of found) for (const imported of importsOf(each) ?? []) found.add(imported);
  return found;
}

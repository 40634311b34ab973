/** Bundles the page's script. Only the build runs this. */
import { join } from "node:path";
import { type ChunkingContext, rolldown } from "rolldown";
import { LANGUAGES } from "./language/languages.ts";

/** The chunk with all modules that the page needs before any view is opened. */
const EVERY_VISIT = "visit";

/**
 * Bundles the page's script: one file that every visit loads, the texts of a first visit in each language, and a file for each
 * view that is loaded when it is first opened. This is done with rolldown: esbuild would split the first visit into fifty files.
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
  const texts = join(page, "texts");
  const bundle = await rolldown({ input: join(page, "page.tsx"), tsconfig, transform: { target } });
  const { output } = await bundle.write({
    dir: folder,
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    codeSplitting: {
      groups: [
        { name: neededByTexts, debugName: "texts" },
        { name: EVERY_VISIT, tags: ["$initial"] },
      ],
    },
    minify: true,
    comments: false,
  });
  const chunks = new Map(output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file]] : [])));
  const withImports = (file: string) => closure(file, (each) => chunks.get(each)?.imports);
  const waiting = [...chunks.values()].find(({ name }) => name === EVERY_VISIT);
  for (const file of waiting?.dynamicImports ?? []) {
    const module = chunks.get(file)?.facadeModuleId;
    if (module?.startsWith(texts) && withImports(file).has(waiting?.fileName ?? "")) {
      throw new Error(`${module} imports what waits for it: load it with first-visit.ts.`);
    }
  }
  const [, ...imported] = withImports("page.js");
  return imported;

  /**
   * Names the chunk of a module that the texts of a first visit need. Such modules must stay out of the one that every visit
   * loads: it waits for these texts, so they must not wait for it.
   */
  function neededByTexts(id: string, modules: ChunkingContext): string | null {
    const language = Object.keys(LANGUAGES).find((each) =>
      closure(join(texts, each, "first-visit.ts"), (module) => modules.getModuleInfo(module)?.importedIds).has(id),
    );
    if (language === undefined) return null;
    return id.startsWith(texts) ? `texts-${language}` : "base";
  }
}

/** A module and everything that it imports, directly or indirectly. */
function closure(module: string, importsOf: (module: string) => readonly string[] | undefined): Set<string> {
  const found = new Set([module]);
  // Iterating over a set also visits what is added on the way.
  for (const each of found) for (const imported of importsOf(each) ?? []) found.add(imported);
  return found;
}

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a compiled module or a declaration imports: statically, dynamically, or within a type. */
export function importsOf(text: string): string[] {
  const statements = text.matchAll(/^(?:import|export)\s(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']/gm);
  const calls = text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return Array.from([...statements, ...calls], ([, from = ""]) => from);
}

/** Modules, and the packages and `#` names that they import. */
export interface Needed {
  /** The text of each module by its path. */
  readonly modules: ReadonlyMap<string, string>;
  readonly packages: ReadonlySet<string>;
}

/**
 * Collects modules with all modules that they import, directly or not.
 *
 * @param folder where the compiler wrote
 * @param entries the paths of the first modules
 * @param pathOf the path of a module from that of the import, which ends in `.js`
 * @param read changes a module's text before its imports are followed
 * @param made the path of a module that the build writes itself afterwards, so that it is left out
 */
export function neededModules(
  folder: string,
  entries: readonly string[],
  pathOf: (path: string) => string,
  read: (path: string, text: string) => string = (_, text) => text,
  made?: string,
): Needed {
  const modules = new Map<string, string>();
  const packages = new Set<string>();
  const open = entries.map(pathOf);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (modules.has(path) || path === made) continue;
    const file = join(folder, path);
    if (!existsSync(file)) throw new Error(`the compiler wrote no ${path}`);
    const text = read(path, readFileSync(file, "utf8"));
    modules.set(path, text);
    for (const from of importsOf(text)) {
      if (from.startsWith(".")) open.push(pathOf(join(dirname(path), from)));
      else if (!from.startsWith("node:")) packages.add(from);
    }
  }
  return { modules, packages };
}

import { cpSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../root.ts";

/** The files of a checkout that a server needs; node_modules is linked. */
const SOURCES = ["package.json", "wrangler.toml", "tsconfig.json", "src", ".github/pictures"];

/**
 * Makes a new checkout, without settings, keys or data.
 *
 * @param files additional files such as `.dev.vars`: their contents, by name
 * @returns its folder, which the caller removes
 */
export function newCheckout(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "patient-ledger-checkout-")));
  for (const name of SOURCES) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

import { CLASS_NAME } from "../class/class-names.ts";
import { MAIN } from "./ledger-name.ts";

/** Whether a text can be the name of a class. Everybody's ledger `main` must not open to a class. */
export function isClassName(name: string): boolean {
  return CLASS_NAME.test(name) && name !== MAIN;
}

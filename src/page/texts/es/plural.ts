import { counted } from "../../language/format.ts";

/** A count with its Spanish noun, in the singular for 1, and with "de" after whole millions. */
export function plural(count: number, one: string, other = `${one}s`): string {
  return counted(count, { one: `# ${one}`, many: `# de ${other}`, other: `# ${other}` });
}

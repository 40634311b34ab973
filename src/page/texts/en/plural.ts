import { counted } from "../../language/format.ts";

/** A count with its English noun, in the singular for 1. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return counted(count, { one: `# ${one}`, other: `# ${many}` });
}

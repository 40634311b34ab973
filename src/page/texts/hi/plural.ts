import { counted } from "../../language/format.ts";

/** A count with its Hindi noun. Most loan words, such as ब्लॉक, are the same in the plural. */
export function plural(count: number, one: string, many = one): string {
  return counted(count, { one: `# ${one}`, other: `# ${many}` });
}

import { dirname, join, relative } from "node:path";
import * as z from "zod";
import type { SchemaTypes } from "./schema-types.ts";

/** The module of the package that declares the types of the contract's schemas. */
export const TYPES = "contract/types";

/** An import or re-export from a module of schemas, or of the type of their values. */
const FROM_SCHEMAS = /^(import|export) type \{([^}]*)\} from "([^"]*\bschemas\/[\w-]+)\.[jt]s";\n/gm;

/** The contract's schemas, and the types that are declared of them. */
export interface Contract {
  readonly types: SchemaTypes;
  /** The exports of the modules of schemas at run time, by the modules' paths without ending. */
  readonly schemas: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** The declarations of those modules, as the compiler wrote them. */
  readonly declarations: ReadonlyMap<string, string>;
}

/**
 * Rewrites a declaration that names types of the contract. The compiler writes them as derived from schemas, so they would
 * need the schema library. Rewritten, the declaration names the plain types of the module {@link TYPES}.
 *
 * @param path the module's path, without its ending
 * @throws Error if it needs more of a schema than the type of its values
 */
export function withPlainTypes(path: string, text: string, contract: Contract): string {
  const plain = JSON.stringify(`./${relative(dirname(path), TYPES)}.js`.replace("./../", "../"));
  const schemas = new Map<string, string>();
  const rewritten = text.replaceAll(FROM_SCHEMAS, (_, verb: string, list: string, from: string) => {
    const module = join(dirname(path), from);
    if (module.endsWith("schemas/value")) return "";
    const named: string[] = [];
    for (const item of list
      .split(",")
      .map((each) => each.trim().replace(/^type /, ""))
      .filter(Boolean)) {
      const [name = "", local = name] = item.split(" as ");
      const value = contract.schemas.get(module)?.[name];
      if (value instanceof z.ZodType) schemas.set(local, contract.types.declare(value));
      else named.push(`${typeOf(module, name, contract)} as ${local}`.replace(/^(\w+) as \1$/, "$1"));
    }
    return named.length === 0 ? "" : `${verb} type { ${named.join(", ")} } from ${plain};\n`;
  });
  const replaced = rewritten
    .replaceAll(/\bValue<((?:typeof \w+[ |]*)+)>/g, (_, values: string) =>
      values.replaceAll(/typeof (\w+)/g, (whole, name: string) => {
        const type = schemas.get(name);
        return type === undefined ? whole : `contract.${type}`;
      }),
    )
    // The compiler leaves the endings of the source in declarations.
    .replaceAll(/(?<=^(?:import|export)\s[^;"]*"\.[^"]*)\.ts(?=";$)/gm, ".js");
  if (/\btypeof \w+Schema\b|\bValue<typeof|"zod"/.test(replaced)) {
    throw new Error(`the declaration of ${path} needs a schema: name the types of values only`);
  }
  return schemas.size > 0 ? `import type * as contract from ${plain};\n${replaced}` : replaced;
}

/** The plain type that a module of schemas exports as the type of a schema's values. */
function typeOf(module: string, name: string, { types, schemas, declarations }: Contract): string {
  const alias = new RegExp(`^export type ${name} = Value<typeof (\\w+)>;$`, "m");
  const [, schema = ""] = alias.exec(declarations.get(module) ?? "") ?? [];
  const value = schemas.get(module)?.[schema];
  if (!(value instanceof z.ZodType)) throw new Error(`${name} of ${module} is not the type of a schema's values`);
  return types.declare(value);
}

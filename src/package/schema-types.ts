import * as z from "zod";

/** For the `id` of each schema whose type is declared elsewhere: the module that exports it under that name. */
const DECLARED: Readonly<Record<string, string>> = {
  Entry: "../chain/sealed/entry.js",
  PublicJwk: "../chain/sealed/entry.js",
};

/**
 * Prints the types of schemas as plain interfaces with comments, so that the package's declarations do not need the
 * library of the schemas.
 */
export class SchemaTypes {
  readonly #declarations = new Map<string, string>();
  readonly #imported = new Set<string>();

  /** The declarations so far, as a module. */
  get module(): string {
    const imports = [...this.#imported].toSorted().map((name) => `import type { ${name} } from "${DECLARED[name]}";\n`);
    return [...imports, ...this.#declarations.values()].join("\n");
  }

  /**
   * Declares the type of a schema and of those that it consists of.
   *
   * @param schema must have an `id`
   * @returns the type's name
   */
  declare(schema: z.core.$ZodType): string {
    const { id } = metaOf(schema);
    if (id === undefined) throw new Error("a schema that the client names needs an id");
    return this.#typeOf(schema);
  }

  #typeOf(schema: z.core.$ZodType): string {
    const { id } = metaOf(schema);
    if (id === undefined) return this.#structureOf(schema);
    if (id in DECLARED) {
      this.#imported.add(id);
    } else if (!this.#declarations.has(id)) {
      // Reserves its place before those that it consists of.
      this.#declarations.set(id, "");
      this.#declarations.set(id, this.#declarationOf(id, schema));
    }
    return id;
  }

  #declarationOf(id: string, schema: z.core.$ZodType): string {
    const comment = commentOf(schema, "");
    const structure = this.#structureOf(schema);
    return schema instanceof z.ZodObject
      ? `${comment}export interface ${id} ${structure}\n`
      : `${comment}export type ${id} = ${structure};\n`;
  }

  #structureOf(schema: z.core.$ZodType): string {
    // A format, such as that of a time, is one too.
    if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return "string";
    if (schema instanceof z.ZodNumber) return "number";
    if (schema instanceof z.ZodBoolean) return "boolean";
    if (schema instanceof z.ZodLiteral) return choice([...schema.values]);
    if (schema instanceof z.ZodEnum) return choice(schema.options);
    if (schema instanceof z.ZodNullable) return `${this.#typeOf(schema.unwrap())} | null`;
    if (schema instanceof z.ZodArray) return `readonly ${this.#elementOf(schema.element)}[]`;
    if (schema instanceof z.ZodRecord) return `{ readonly [name: string]: ${this.#typeOf(schema.valueType)} }`;
    if (schema instanceof z.ZodUnion) return schema.options.map((option) => this.#typeOf(option)).join(" | ");
    if (schema instanceof z.ZodObject) {
      return this.#objectOf(schema.shape, schema.def.catchall instanceof z.ZodUnknown);
    }
    // A pipe returns what its last schema returns. The type of what a function returns is unknown here.
    if (schema instanceof z.ZodPipe && !(schema.out instanceof z.ZodTransform)) return this.#typeOf(schema.out);
    throw new Error(`there is no plain type for a ${schema.constructor.name}`);
  }

  #elementOf(schema: z.core.$ZodType): string {
    const type = this.#typeOf(schema);
    return /^\w+$|^\{[^|]*\}$/.test(type) ? type : `(${type})`;
  }

  /** @param isOpen whether it may have other members as well */
  #objectOf(shape: Readonly<Record<string, z.core.$ZodType>>, isOpen: boolean): string {
    const properties = Object.entries(shape).map(([name, schema]) => {
      const isExact = schema instanceof z.ZodExactOptional;
      const isOptional = isExact || schema instanceof z.ZodOptional;
      const type = this.#typeOf(isOptional ? schema.unwrap() : schema);
      const suffix = isOptional && !isExact ? " | undefined" : "";
      return `${commentOf(schema, "  ")}  readonly ${name}${isOptional ? "?" : ""}: ${indented(type)}${suffix};\n`;
    });
    const others = isOpen ? "  readonly [name: string]: unknown;\n" : "";
    return `{\n${properties.join("")}${others}}`;
  }
}

/** What a schema says about itself. */
function metaOf(schema: z.core.$ZodType): z.core.GlobalMeta {
  return z.globalRegistry.get(schema) ?? {};
}

function choice(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(" | ");
}

/** A schema's description as a comment; empty if it has none. */
function commentOf(schema: z.core.$ZodType, indent: string): string {
  const { description } = metaOf(schema);
  return description === undefined ? "" : `${indent}/** ${description.replaceAll("*/", "* /")} */\n`;
}

function indented(type: string): string {
  return type.replaceAll("\n", "\n  ");
}

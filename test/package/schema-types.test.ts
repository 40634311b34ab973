import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { SchemaTypes } from "../../src/package/schema-types.ts";
import { ROOT } from "../support/root.ts";
import { TSC, UNPACKED } from "../support/package/installed.ts";

const SCHEMAS = join(ROOT, "src/contract/schemas");

/** What the compiler says about a program in a folder below the repository's root; empty if it is right. */
function complaints(name: string, text: string): string {
  const folder = join(ROOT, ".build/type-tests");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.ts`), text);
  const config = {
    extends: "../../src/cli/tsconfig.json",
    compilerOptions: { types: ["node"] },
    files: [`${name}.ts`],
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...config, include: [] }));
  try {
    execFileSync(process.execPath, [TSC, "--project", join(folder, `${name}.json`)], {
      encoding: "utf8",
      stdio: "pipe",
    });
    return "";
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

/** The names that a module of schemas gives to the schemas that have an `id`, by their module. */
async function namedSchemas(): Promise<{ module: string; name: string; id: string }[]> {
  const modules = readdirSync(SCHEMAS).map((file) => basename(file, ".ts"));
  const found = modules.map(async (module) => {
    const { href } = pathToFileURL(join(SCHEMAS, `${module}.ts`));
    const exported = Object.entries((await import(href)) as Record<string, unknown>);
    return exported.flatMap(([name, value]) => {
      const id = value instanceof z.ZodType ? value.meta()?.id : undefined;
      return id === undefined ? [] : [{ module, name, id }];
    });
  });
  return (await Promise.all(found)).flat();
}

const SAME = `
/** True only if the two types are the same to the compiler, optional and readonly properties included. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Flattens intersections and derived types, so that only the structure counts. */
type Plain<T> = T extends object ? { [Part in keyof T]: Plain<T[Part]> } : T;
`;

describe("the types that the package declares for the contract", () => {
  test("are those of the values that the schemas describe", async () => {
    const declared = readFileSync(join(UNPACKED, "contract/types.d.ts"), "utf8");
    const named = (await namedSchemas()).filter(({ id }) =>
      new RegExp(`^export (?:interface|type) ${id}\\b`, "m").test(declared),
    );
    expect(named.length).toBeGreaterThan(20);
    const lines = named
      .filter(({ id }) => id !== "Verdict")
      .flatMap(({ module, name, id }, place) => [
        `import type { ${name} as schema${place} } from "../../src/contract/schemas/${module}.ts";`,
        `const same${place}: Same<Plain<Value<typeof schema${place}>>, Plain<types.${id}>> = true;`,
        `void same${place};`,
      ]);
    const imports = [
      `import type { Value } from "../../src/contract/schemas/value.ts";`,
      `import type * as types from "../package/contract/types.d.ts";`,
      // The schema of a verdict describes a fault's rule as any text, since rules may be added.
      `import type { verdictSchema } from "../../src/contract/schemas/verdict.ts";`,
      `export const widened = (verdict: Value<typeof verdictSchema>): types.Verdict => verdict;`,
    ];
    expect(complaints("same", [...imports, SAME, ...lines].join("\n"))).toBe("");
  });

  test("would differ from a wrong one", () => {
    const differs = [
      "{ readonly a: 1 | 2 }, { readonly a: 1 }",
      "{ readonly a?: 1 }, { readonly a?: 1 | undefined }",
      "{ readonly a: 1 }, { a: 1 }",
      "{ readonly a: string }, { readonly a: string; readonly b?: string }",
    ].map(
      (pair, place) => `const no${place}: Same<Plain<${pair.replace(", ", ">, Plain<")}>> = false; void no${place};`,
    );
    expect(complaints("differs", [SAME, ...differs, "export {};"].join("\n"))).toBe("");
  });

  test("carry the descriptions of the schemas as comments", () => {
    const types = new SchemaTypes();
    const part = z.array(z.enum(["x", "y"]).nullable()).meta({ description: "Ends */ early." });
    types.declare(z.object({ part, maybe: z.int().exactOptional() }).meta({ id: "Whole", description: "All of it." }));
    expect(types.module).toBe(
      `/** All of it. */\nexport interface Whole {\n  /** Ends * / early. */\n  readonly part: readonly ("x" | "y" | null)[];\n` +
        `  readonly maybe?: number;\n}\n`,
    );
  });

  test("cannot be made of a schema whose values a function makes", () => {
    const schema = z.string().transform(Number).meta({ id: "Number" });
    expect(() => new SchemaTypes().declare(schema)).toThrow("there is no plain type");
  });
});

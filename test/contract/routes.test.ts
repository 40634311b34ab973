import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROBLEMS } from "../../src/contract/problems.ts";
import { scopesOf, templateOf } from "../../src/contract/route.ts";
import { problemsOf } from "../../src/contract/route-problems.ts";
import { LEDGER_ROUTES, SINGLE_ROUTES } from "../../src/contract/routes.ts";
import { SCOPES } from "../../src/contract/scopes.ts";

const guide = readFileSync(join(import.meta.dirname, "../../src/guide/api.md"), "utf8");
const routes = [...LEDGER_ROUTES, ...SINGLE_ROUTES];

/** The cells of the table in the API guide with these column titles. */
function tableOf(...titles: string[]): string[][] {
  const [, rows = ""] = guide.split(`| ${titles.join(" | ")} |\n`);
  const lines = rows.split("\n\n")[0]?.split("\n") ?? [];
  return lines.slice(1).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("the routes", () => {
  test("have unique names, and no route shadows another", () => {
    const names = routes.map(({ operationId }) => operationId);
    const places = routes.map(({ method, path }) => `${method} ${path}`);

    expect(new Set(names).size).toBe(routes.length);
    expect(new Set(places).size).toBe(routes.length);
  });

  test("declare each parameter of their path, and no others", () => {
    for (const { path, request } of routes) {
      const declared = Object.keys(request.params?.shape ?? {});
      const inPath = [...templateOf(path).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect({ path, declared }).toEqual({ path, declared: inPath });
    }
  });

  test("together use every problem, except that of unknown methods", () => {
    const answered = new Set(routes.flatMap(problemsOf));

    const elsewhere = ["method-not-allowed"];
    expect(Object.keys(PROBLEMS).filter((name) => !elsewhere.includes(name))).toEqual(
      expect.arrayContaining([...answered]),
    );
    expect(answered.size).toBe(Object.keys(PROBLEMS).length - elsewhere.length);
  });

  test("together use every scope", () => {
    expect(new Set(routes.flatMap(scopesOf))).toEqual(new Set(SCOPES));
  });
});

describe("src/guide/api.md", () => {
  test("lists every problem under its status", () => {
    const listed = tableOf("status", "`type` ends in").flatMap(([status, names = ""]) =>
      [...names.matchAll(/`([a-z-]+)`/g)].map(([, name]) => `${name} ${status}`),
    );

    const declared = Object.entries(PROBLEMS).map(([name, [status]]) => `${name} ${status}`);
    expect(listed.toSorted()).toEqual(declared.toSorted());
  });

  test("lists every route with its scopes", () => {
    const listed = tableOf("route", "scope", "what it does").flatMap(([names = "", scope = ""]) => {
      const named = [...scope.matchAll(/`([a-z:-]+)`/g)].map(([, name]) => name);
      const scopes = scope.includes("any other") ? SCOPES : named;
      return [...names.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/[^`?[]*)/g)].map(
        ([, method, path = ""]): [string, string[]] => [
          `${method} ${path.replace(/^\/tile\/.*/, "/tile/<tile>")}`,
          scopes.map(String),
        ],
      );
    });

    const declared = routes.map((route): [string, string[]] => {
      const template = templateOf(route.path).replaceAll(/\{(\w+)\}/g, "<$1>");
      return [`${route.method.toUpperCase()} ${template}`, [...scopesOf(route)].toSorted()];
    });
    const files = ["GET /", "GET /docs", "GET /guide", "GET /openapi.json", "GET /verifier.html"].map(
      (file): [string, string[]] => [file, []],
    );
    // A route with a query of its own is listed in several rows.
    const byRoute = Map.groupBy(listed, ([route]) => route);
    const scopes = [...byRoute].map(([route, rows]) => [
      route,
      [...new Set(rows.flatMap(([, each]) => each))].toSorted(),
    ]);
    expect(Object.fromEntries(scopes)).toEqual(Object.fromEntries([...declared, ...files]));
  });
});

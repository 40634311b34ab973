import { describe, expect, test } from "vitest";
import { version } from "../../package.json";
import { RECORD_LIMITS } from "../../src/chain/records/record.ts";
import { app } from "../../src/http/app.ts";
import { SCOPES } from "../../src/contract/scopes.ts";
import { templateOf } from "../../src/contract/route.ts";
import { PROBLEM_TYPE_PREFIX, PROBLEMS } from "../../src/contract/problems.ts";
import { SCOPE_OF_ROUTE } from "../support/http/routes.ts";
import { putLedger, mine, patient, request } from "../support/worker/client.ts";

interface Schema {
  readonly type?: string | string[];
  readonly required?: string[];
  readonly additionalProperties?: boolean;
  readonly properties?: Record<string, Schema>;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly $ref?: string;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags?: string[];
  readonly security?: Record<string, string[]>[];
  readonly parameters?: { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
  readonly responses: Record<
    string,
    { readonly description: string; readonly content?: Record<string, unknown>; readonly headers?: object }
  >;
}

interface Description {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly tags: { readonly name: string; readonly description: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema>; readonly securitySchemes: Record<string, unknown> };
}

async function description(): Promise<Description> {
  const response = await request("/openapi.json", { headers: { Authorization: "" } });
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("application/json");
  return response.json<Description>();
}

function operations({ paths }: Description): [string, Operation][] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

describe("/openapi.json", () => {
  test("is an OpenAPI 3.1 description", async () => {
    const { openapi, info } = await description();

    expect(openapi).toMatch(/^3\.1\.\d+$/);
    expect(info).toMatchObject({ title: "patient-ledger", version });
  });

  test("describes exactly the app's routes, except those about the description itself", async () => {
    const about = ["/", "/page/*", "/docs", "/docs/*", "/guide", "/guide/*", "/verifier.html", "/openapi.json"];
    const routes = app.routes
      .filter(({ method, path }) => method !== "ALL" && !about.includes(path))
      .map(({ method, path }) => `${method} ${templateOf(path)}`);

    const described = operations(await description()).map(([route]) => route);

    expect(described.toSorted()).toEqual([...new Set(routes)].toSorted());
  });

  test("gives each operation a unique name", async () => {
    const names = operations(await description()).map(([, { operationId }]) => operationId);

    expect(new Set(names).size).toBe(names.length);
  });

  test("declares the scope that each route requires", async () => {
    const described = await description();

    const scopes = Object.fromEntries(operations(described).map(([route, { security }]) => [route, security]));
    // Which one applies depends on the ledger's kind, on the query, or on whose key it is.
    const either = ["record:read", "chain:read"];
    const alternatives: Record<string, string[]> = {
      "GET /records/{number}": either,
      "GET /records/{number}/versions": either,
      "GET /records/{number}/proof": either,
      "POST /records/search": either,
      "GET /is_valid": either.toReversed(),
      "PUT /keys/{thumbprint}": ["key:enrol", "key:enrol-others"],
      "PATCH /keys/{thumbprint}": ["key:revoke", ...SCOPES.filter((scope) => scope !== "key:revoke")],
    };
    const expected = Object.entries(SCOPE_OF_ROUTE).map(([route, scope]) => {
      const path = templateOf(route);
      const any = alternatives[path.replace("/ledgers/{name}/", "/")] ?? [scope];
      return [path, any.map((each) => ({ token: [each] }))];
    });
    expect(scopes).toEqual({
      ...(Object.fromEntries(expected) as object),
      "GET /healthz": [],
      "POST /codes": [],
    });
    expect(described.components.securitySchemes).toEqual({
      token: expect.objectContaining({ type: "http", scheme: "bearer", bearerFormat: "JWT" }),
    });
  });

  test("describes each path parameter, and no others", async () => {
    for (const [route, { parameters = [] }] of operations(await description())) {
      const described = parameters.filter((parameter) => parameter.in === "path");
      const names = described.map(({ name }) => name);

      const inPath = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect({ route, names: new Set(names) }).toEqual({ route, names: new Set(inPath) });
      expect(names).toHaveLength(inPath.length);
      for (const { required } of described) expect(required).toBe(true);
    }
  });

  test("declares the record's limits, and no keys but the record's", async () => {
    const { components } = await description();
    const record = components.schemas["Record"];

    expect(record?.additionalProperties).toBe(false);
    expect(record?.required?.toSorted()).toEqual(Object.keys(RECORD_LIMITS).toSorted());
    const limits = Object.entries(record?.properties ?? {}).map(([name, { minLength, maxLength }]) => [
      name,
      minLength,
      maxLength,
    ]);
    expect(limits).toEqual(Object.entries(RECORD_LIMITS).map(([name, limit]) => [name, 1, limit]));
  });

  test("allows text for the name, and text or an integer for the identifiers", async () => {
    const { components } = await description();
    const properties = components.schemas["Record"]?.properties;

    expect(properties?.["patient_name"]?.type).toBe("string");
    for (const name of ["patient_ID", "Reg_no"]) {
      expect(properties?.[name]).toMatchObject({ type: ["string", "integer"], minimum: 0 });
    }
  });

  test("describes the three content types of a body to mine alike: a record, signed or not, or a header", async () => {
    const content = (await description()).paths["/mine_block"]?.["post"]?.requestBody?.content ?? {};

    expect(Object.keys(content)).toEqual([
      "application/json",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
    ]);
    for (const { schema } of Object.values(content)) {
      expect(schema).toEqual({
        anyOf: ["RecordToMine", "SignedRecord", "SubmittedHeader"].map((name) => ({
          $ref: `#/components/schemas/${name}`,
        })),
      });
    }
  });

  test("describes the optional fields of a record to be mined", async () => {
    const { components } = await description();
    const { Record: record, RecordToMine: toMine } = components.schemas;

    expect(toMine?.additionalProperties).toBe(false);
    expect(toMine?.required?.toSorted()).toEqual(record?.required?.toSorted());
    expect(toMine?.properties).toMatchObject(record?.properties ?? {});
    expect(toMine?.properties?.["proof"]).toMatchObject({ type: "integer", minimum: 0, maximum: 2 ** 53 - 1 });
    expect(Object.keys(toMine?.properties ?? {}).toSorted()).toEqual(
      [...Object.keys(RECORD_LIMITS), "previous_hash", "proof", "timestamp"].toSorted(),
    );
  });

  test("refers only to schemas that it defines", async () => {
    const described = await description();
    const names = [...JSON.stringify(described).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);

    expect(new Set(names)).toEqual(new Set(Object.keys(described.components.schemas)));
  });

  test("refers only to existing problems, each under its status", async () => {
    let found = 0;
    for (const [route, { responses }] of operations(await description())) {
      for (const [status, response] of Object.entries(responses)) {
        for (const [, name = ""] of response.description.matchAll(/`urn:problem-type:patient-ledger:([^`]+)`/g)) {
          expect(PROBLEMS, `${route} ${status}`).toHaveProperty([name, 0], Number(status));
          expect(Object.keys(response.content ?? {})).toEqual(["application/problem+json"]);
          found++;
        }
      }
    }

    expect(found).toBeGreaterThan(10);
    expect(PROBLEM_TYPE_PREFIX).toBe("urn:problem-type:patient-ledger:");
  });

  test("lists the problems that every protected route can answer with", async () => {
    const common = [
      "missing-token",
      "invalid-token",
      "insufficient-scope",
      "ledger-not-allowed",
      "access-not-configured",
      "keys-unavailable",
    ];
    for (const [route, operation] of operations(await description())) {
      if (!operation.security?.length) continue;
      const text = Object.values(operation.responses)
        .map((response) => response.description)
        .join();
      for (const name of common)
        expect({ route, text }).toEqual({ route, text: expect.stringContaining(`\`${PROBLEM_TYPE_PREFIX}${name}\``) });
    }
  });

  test("lists both problems of a body: unreadable, and not a record", async () => {
    const responses = (await description()).paths["/mine_block"]?.["post"]?.responses;

    expect(responses?.["400"]?.description).toContain("invalid-body");
    expect(responses?.["400"]?.description).toContain("invalid-record");
  });

  test("describes a block with the attributes that the blocks of both puzzles have", async () => {
    const { block } = await (await mine(patient(1))).json<{ block: object }>();
    await putLedger("bits", { puzzle: "block-hash", difficulty: 8 });
    const bound = await (await request("/ledgers/bits/blocks/1")).json<object>();
    const { components } = await description();

    expect(components.schemas["Block"]?.required?.toSorted()).toEqual(Object.keys(block).toSorted());
    const optional = ["author", "corrects"];
    expect(Object.keys(components.schemas["Block"]?.properties ?? {}).toSorted()).toEqual(
      [...Object.keys(bound), ...optional].toSorted(),
    );
  });

  test("groups each operation under one tag that it describes", async () => {
    const described = await description();
    const subjects = described.tags.map(({ name }) => name);

    expect(new Set(subjects).size).toBe(subjects.length);
    const used = operations(described).map(([route, { tags = [] }]) => {
      expect({ route, tags }).toEqual({ route, tags: [expect.any(String)] });
      expect(tags[0]?.startsWith("named ledger: ")).toBe(/ \/ledgers\/\{name\}\//.test(route));
      return tags[0];
    });
    expect(new Set(used)).toEqual(new Set(subjects));
    for (const { description: text } of described.tags) expect(text).toMatch(/\.$/);
  });

  test("gives examples that match their types", async () => {
    const examples: { example: unknown; types: string[] }[] = [];
    JSON.stringify(await description(), (_, value: unknown) => {
      const { example, type, schema } = (value ?? {}) as { example?: unknown; type?: string; schema?: Schema };
      const types = [type ?? schema?.type].flat().filter((each) => typeof each === "string");
      if (example !== undefined && types.length > 0) examples.push({ example, types });
      return value;
    });

    expect(examples.length).toBeGreaterThan(5);
    for (const { example, types } of examples) {
      expect(types).toContain(typeof example === "number" ? "integer" : typeof example);
    }
  });

  test("declares the request headers that affect an answer", async () => {
    const { paths } = await description();
    const headersOf = (path: string, method: string) =>
      paths[path]?.[method]?.parameters
        ?.filter((parameter) => parameter.in === "header")
        .map(({ name, required }) => (required ? `${name}, required` : name));

    for (const prefix of ["", "/ledgers/{name}"]) {
      expect(headersOf(`${prefix}/get_chain`, "get")).toEqual(["If-None-Match"]);
      expect(headersOf(`${prefix}/mine_block`, "post")).toEqual(["Prefer"]);
      expect(headersOf(`${prefix}/is_valid`, "get")).toEqual(["Last-Event-ID"]);
      expect(headersOf(`${prefix}/records/{number}/corrections`, "post")).toEqual(["If-Match, required"]);
    }
  });

  test("declares the headers common to all answers, and specific ones where they apply", async () => {
    const special: Record<string, string[]> = {
      201: ["Location"],
      303: ["Location"],
      304: ["ETag"],
      401: ["WWW-Authenticate"],
      429: ["Retry-After"],
      503: ["Retry-After"],
    };
    for (const [route, { responses }] of operations(await description())) {
      for (const [status, { headers = {} }] of Object.entries(responses)) {
        const expected = ["X-Request-Id", ...(status === "101" ? [] : ["Cache-Control"]), ...(special[status] ?? [])];
        const missing = expected.filter((name) => !Object.hasOwn(headers, name));
        expect({ route, status, missing }).toEqual({ route, status, missing: [] });
      }
    }
  });
});

describe("without a token", () => {
  test("/healthz says that the Worker runs", async () => {
    const response = await request("/healthz", { headers: { Authorization: "" } });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "ok" });
  });

  test.each([
    ["/", "the page", 5],
    ["/docs", "the reference", 4],
  ])("%s shows %s with files that the Worker serves itself", async (place, _, files) => {
    const page = await request(place, { headers: { Authorization: "" } });
    expect(page.status).toBe(200);
    expect(page.headers.get("Content-Type")).toMatch(/^text\/html/);
    const paths = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)]
      .map(([, path = ""]) => path)
      .filter((path) => !path.startsWith("data:") && !["/", "/guide"].includes(path));

    expect(paths).toHaveLength(files);
    for (const path of paths) {
      expect(path).toMatch(/^\//);
      const file = await request(path, { headers: { Authorization: "" } });
      expect(file.status).toBe(200);
      expect(file.headers.get("Content-Type")).toMatch(/^(text\/(css|javascript)|image\/svg)/);
      await file.arrayBuffer();
    }
  });
});

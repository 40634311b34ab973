import { describe, expect, test } from "vitest";
import { type Scope, SCOPES } from "../../src/contract/scopes.ts";
import { app } from "../../src/http/app.ts";
import { OTHER_SCOPES, PENDING_ID, samplePath, SCOPE_OF_ROUTE } from "../support/http/routes.ts";
import { wanted } from "../support/http/sample-requests.ts";
import { bearer, patient, request, settings, token } from "../support/worker/client.ts";
import { stored, storePending } from "../support/storage/main.ts";
import { expectProblem } from "../support/worker/problems.ts";

const OPEN = [
  "/codes",
  "/",
  "/page/*",
  "/healthz",
  "/openapi.json",
  "/docs",
  "/docs/*",
  "/guide",
  "/guide/*",
  "/verifier.html",
];

const routes = [
  ...new Set(app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`)),
];
const behindToken = routes.filter((route) => !OPEN.includes(route.split(" ")[1] ?? ""));
const protectedRoutes = Object.entries(SCOPE_OF_ROUTE).map(([route, scope]) => {
  const [method = "", pattern = ""] = route.split(" ");
  return [method, samplePath(pattern).replace("/consistency", "/consistency?from=1&to=1"), scope] as const;
});

/** The scopes that do not open a route. */
function others(method: string, path: string, needed: Scope): string {
  const opening = Object.entries(OTHER_SCOPES).find(([route]) => {
    const [verb, pattern = ""] = route.split(" ");
    return verb === method && path.endsWith(samplePath(pattern));
  });
  return SCOPES.filter((scope) => scope !== needed && !opening?.[1].includes(scope)).join(" ");
}

/** Calls a route with what it expects. */
function call(method: string, path: string, headers: Record<string, string>, bindings: object = {}): Promise<Response> {
  const { headers: needed, ...init } = wanted(method, path);
  return request(path, { method, headers: { ...headers, ...needed }, ...init }, bindings);
}

describe("without a token", () => {
  test("only the routes about the Worker itself are open", () => {
    expect(behindToken.toSorted()).toEqual(Object.keys(SCOPE_OF_ROUTE).toSorted());
  });

  test.each(protectedRoutes)("%s %s answers 401 and asks for one", async (method, path) => {
    const response = await call(method, path, { Authorization: "" });

    await expectProblem(response, 401, "missing-token");
    expect(response.headers.get("WWW-Authenticate")).toBe('Bearer realm="patient-ledger"');
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test.each([
    "/",
    "/page/page.js",
    "/healthz",
    "/openapi.json",
    "/docs",
    "/docs/docs.js",
    "/guide",
    "/guide/api",
    "/verifier.html",
  ])("%s answers", async (path) => {
    const response = await request(path, { headers: { Authorization: "" } });

    expect(response.status).toBeLessThan(400);
    await response.arrayBuffer();
  });

  test.each([
    ["another scheme", async () => `Basic ${btoa("dr-rao:secret")}`],
    ["a scheme and no token", async () => "Bearer"],
    ["a scheme and a space", async () => "Bearer "],
    ["the token alone", () => token()],
    ["a scheme that only starts like Bearer", async () => `Bearers ${await token()}`],
    ["two tokens", async () => `Bearer ${await token()} ${await token()}`],
    ["two schemes", async () => `Bearer ${await token()}, Basic eDp5`],
    ["the scheme twice", async () => `Bearer Bearer ${await token()}`],
    ["the token in quotes", async () => `Bearer "${await token()}"`],
  ])("a header with %s does not count as one", async (_, header) => {
    const response = await request("/get_chain", { headers: { Authorization: await header() } });

    await expectProblem(response, 401, "missing-token");
    expect(response.headers.get("WWW-Authenticate")).toBe('Bearer realm="patient-ledger"');
  });

  test.each(["access_token", "token", "authorization"])("one in the query as %s does not count", async (parameter) => {
    const text = await token();
    const response = await request(`/get_chain?${parameter}=${text}`, { headers: { Authorization: "" } });

    expect(JSON.stringify(await expectProblem(response, 401, "missing-token"))).not.toContain(text);
  });

  test("one in a form field does not count", async () => {
    const body = new URLSearchParams({ ...patient(1), access_token: await token() });
    const response = await request("/mine_block", { method: "POST", headers: { Authorization: "" }, body });

    await expectProblem(response, 401, "missing-token");
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });
});

test.each(["Bearer", "bearer", "BEARER"])("the scheme is accepted as %s", async (scheme) => {
  const response = await request("/get_chain", { headers: { Authorization: `${scheme} ${await token()}` } });

  expect(response.status).toBe(200);
  await response.text();
});

describe("a scope", () => {
  test.each(protectedRoutes)("is all that %s %s needs: %s", async (method, path, scope) => {
    await storePending([patient(7)], "dr-rao", PENDING_ID);

    const response = await call(method, path, await bearer({ scope }));

    response.webSocket?.accept();
    response.webSocket?.close();
    // Without a signing key nobody gets evidence, genesis holds no record, a plain ledger neither erases, nor logs, nor has
    // keys, and is not deleted unless it is a sandbox. No class has the name main.
    const body = await response.text();
    const isAllowed =
      /signing-not-configured|record-not-found|not-erasable|reads-not-found|not-signable|ledger-not-deletable|class-not-found|invalid-class/.test(
        body,
      );
    expect(isAllowed || [101, 200, 201, 204].includes(response.status)).toBe(true);
  });

  // One test for each route, not for each scope, since opening a ledger that is empty again takes most of a test's time.
  test.each(protectedRoutes)(
    "is missing for %s %s with any other scope: 403 names %s",
    async (method, path, needed) => {
      const scopes: readonly (readonly [what: string, scope: unknown])[] = [
        ["all other scopes", others(method, path, needed)],
        ["no scope", undefined],
        ["an empty scope", ""],
        ["a longer scope", `${needed}s`],
        ["a prefix of it", needed.slice(0, -1)],
        ["it in upper case", needed.toUpperCase()],
        ["it in a list with a number", [needed, 7]],
        ["it in a list in a list", [[needed]]],
        ["it in an object", { [needed]: true }],
        ["it after a comma", `${others(method, path, needed)},${needed}`],
      ];
      for (const [what, scope] of scopes) {
        const response = await call(method, path, await bearer({ scope }));

        expect([what, response.status]).toEqual([what, 403]);
        const { detail } = await expectProblem(response, 403, "insufficient-scope");
        expect([what, detail]).toEqual([what, expect.stringContaining(needed)]);
        // Before it knows the kind of the ledger, the Worker names the scopes of both.
        const [, named] =
          / error="insufficient_scope", scope="([^"]+)"$/.exec(response.headers.get("WWW-Authenticate") ?? "") ?? [];
        expect([what, named?.split(" ")]).toEqual([what, expect.arrayContaining([needed])]);
        expect([what, await stored()]).toEqual([what, { blocks: 1, pending: 0 }]);
      }
    },
  );

  test("is found among others", async () => {
    const scope = "openid chain:read  email";
    const response = await request("/get_chain", { headers: { Authorization: `Bearer ${await token({ scope })}` } });

    expect(response.status).toBe(200);
    await response.text();
  });
});

describe("missing or wrong access settings", () => {
  const privateJwks = JSON.stringify({ keys: [{ kty: "EC", crv: "P-256", x: "x", y: "y", d: "the-private-part" }] });
  const secretJwks = JSON.stringify({ keys: [{ kty: "oct", k: "the-private-part", alg: "HS256" }] });
  const jwk = (JSON.parse(settings.AUTH_JWKS ?? "") as { keys: object[] }).keys[0];

  test.each<[string, Partial<Cloudflare.Env>, string]>([
    ["none set", { AUTH_ISSUER: "", AUTH_AUDIENCE: "", AUTH_JWKS: "" }, "AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS"],
    ["no issuer", { AUTH_ISSUER: "" }, "AUTH_ISSUER"],
    ["no audience", { AUTH_AUDIENCE: "" }, "AUTH_AUDIENCE"],
    ["no keys", { AUTH_JWKS: "" }, "AUTH_JWKS"],
    ["a key set that is not JSON", { AUTH_JWKS: "{" }, "AUTH_JWKS"],
    ["a key set that is not an object", { AUTH_JWKS: "[]" }, "AUTH_JWKS"],
    ["a key set that is null", { AUTH_JWKS: "null" }, "AUTH_JWKS"],
    ["a key set without keys", { AUTH_JWKS: "{}" }, "AUTH_JWKS"],
    ["a key set whose keys are not a list", { AUTH_JWKS: `{"keys":{}}` }, "AUTH_JWKS"],
    ["a key set of texts", { AUTH_JWKS: `{"keys":["key"]}` }, "AUTH_JWKS"],
    ["one key instead of a set", { AUTH_JWKS: JSON.stringify(jwk) }, "AUTH_JWKS"],
    ["a private key", { AUTH_JWKS: privateJwks }, "private key"],
    ["a symmetric key", { AUTH_JWKS: secretJwks }, "AUTH_JWKS"],
    ["an invalid URL for the keys", { AUTH_JWKS: "", AUTH_JWKS_URL: "issuer.test/jwks" }, "AUTH_JWKS_URL"],
  ])("answer 503 and name the setting, even for valid tokens: %s", async (_, bindings, setting) => {
    for (const [method, path] of protectedRoutes) {
      const response = await call(method, path, {}, bindings);

      const { detail } = await expectProblem(response, 503, "access-not-configured");
      expect(detail).toContain(setting);
      expect(detail).not.toContain("the-private-part");
      expect(response.headers.get("WWW-Authenticate")).toBeNull();
    }
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("are what the Worker starts with: nobody is let in, with or without a token", async () => {
    const unset = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined, AUTH_JWKS: undefined, AUTH_JWKS_URL: undefined };
    for (const Authorization of ["", `Bearer ${await token()}`]) {
      const response = await request("/get_chain", { headers: { Authorization } }, unset);
      expect((await expectProblem(response, 503, "access-not-configured")).detail).toContain("AUTH_ISSUER");
    }
  });

  test("do not affect /healthz", async () => {
    const response = await request("/healthz", { headers: { Authorization: "" } }, { AUTH_ISSUER: "", AUTH_JWKS: "" });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "ok" });
  });
});

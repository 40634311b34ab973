import { describe, expect, test } from "vitest";
import { app } from "../../src/http/app.ts";
import { patient, request, settings, token } from "../client.ts";
import { stored } from "../holder/stored.ts";
import { expectProblem } from "./problems.ts";

const OPEN = ["/", "/healthz", "/openapi.json", "/docs", "/docs/*"];

const routes = [
  ...new Set(app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`)),
];
const protectedRoutes = routes
  .map((route) => route.split(" ") as [string, string])
  .filter(([, path]) => !OPEN.includes(path))
  .map(([method, path]) => [method, path.replace(":index", "1")] as const);

/** Calls a route as its method wants to be called; mining gets a record that would be mined. */
function call(method: string, path: string, headers: Record<string, string>, bindings: object = {}): Promise<Response> {
  const post = method === "POST";
  const init = {
    method,
    headers: { ...headers, ...(post ? { "Content-Type": "application/json" } : {}) },
    ...(post ? { body: JSON.stringify(patient(1)) } : {}),
  };
  return request(path, init, bindings);
}

describe("without a token", () => {
  test("every route of the paper is behind one", () => {
    expect(protectedRoutes).toEqual(
      expect.arrayContaining([
        ["GET", "/get_chain"],
        ["POST", "/mine_block"],
        ["GET", "/is_valid"],
        ["GET", "/blocks/1"],
      ]),
    );
  });

  test.each(protectedRoutes)("%s %s answers 401 and asks for one", async (method, path) => {
    const response = await call(method, path, { Authorization: "" });

    await expectProblem(response, 401, "missing-token");
    expect(response.headers.get("WWW-Authenticate")).toBe('Bearer realm="patient-ledger"');
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test.each(["/", "/healthz", "/openapi.json", "/docs", "/docs/docs.js"])("%s answers", async (path) => {
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
  ])("a header with %s counts as none", async (_, header) => {
    const response = await request("/get_chain", { headers: { Authorization: await header() } });

    await expectProblem(response, 401, "missing-token");
    expect(response.headers.get("WWW-Authenticate")).toBe('Bearer realm="patient-ledger"');
  });

  test.each(["access_token", "token", "authorization"])("one in the query as %s counts as none", async (parameter) => {
    const text = await token();
    const response = await request(`/get_chain?${parameter}=${text}`, { headers: { Authorization: "" } });

    expect(JSON.stringify(await expectProblem(response, 401, "missing-token"))).not.toContain(text);
  });

  test("one in a form's field counts as none", async () => {
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

const needed = (method: string) => (method === "POST" ? "chain:mine" : "chain:read");
const other = (method: string) => (method === "POST" ? "chain:read" : "chain:mine");

describe("a scope", () => {
  test.each(protectedRoutes)("is all that %s %s needs", async (method, path) => {
    const response = await call(method, path, { Authorization: `Bearer ${await token({ scope: needed(method) })}` });

    expect(response.ok).toBe(true);
    await response.text();
  });

  test.each(
    protectedRoutes.flatMap(([method, path]) =>
      [
        ["the other scope", other(method)],
        ["no scope", undefined],
        ["an empty scope", ""],
        ["a longer one", `${needed(method)}s`],
        ["a prefix of it", needed(method).slice(0, -1)],
        ["it in capitals", needed(method).toUpperCase()],
        ["it in a list that is no string", [needed(method)]],
        ["it behind a comma", `${other(method)},${needed(method)}`],
      ].map(([what, scope]) => ({ method, path, what, scope })),
    ),
  )("is missing for $method $path with $what: 403 names the one it takes", async ({ method, path, scope }) => {
    const response = await call(method, path, { Authorization: `Bearer ${await token({ scope })}` });

    const { detail } = await expectProblem(response, 403, "insufficient-scope");
    expect(detail).toContain(needed(method));
    expect(response.headers.get("WWW-Authenticate")).toBe(
      `Bearer realm="patient-ledger", error="insufficient_scope", scope="${needed(method)}"`,
    );
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("is found among others", async () => {
    const scope = "openid chain:read  email";
    const response = await request("/get_chain", { headers: { Authorization: `Bearer ${await token({ scope })}` } });

    expect(response.status).toBe(200);
    await response.text();
  });
});

describe("an access that is not configured", () => {
  const privateJwks = JSON.stringify({ keys: [{ kty: "EC", crv: "P-256", x: "x", y: "y", d: "the-private-part" }] });
  const secretJwks = JSON.stringify({ keys: [{ kty: "oct", k: "the-private-part", alg: "HS256" }] });
  const jwk = (JSON.parse(settings.AUTH_JWKS ?? "") as { keys: object[] }).keys[0];

  test.each<[string, Partial<Cloudflare.Env>, string]>([
    [
      "no setting at all",
      { AUTH_ISSUER: "", AUTH_AUDIENCE: "", AUTH_JWKS: "" },
      "AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS",
    ],
    ["no issuer", { AUTH_ISSUER: "" }, "AUTH_ISSUER"],
    ["no audience", { AUTH_AUDIENCE: "" }, "AUTH_AUDIENCE"],
    ["no keys", { AUTH_JWKS: "" }, "AUTH_JWKS"],
    ["a key set that is not JSON", { AUTH_JWKS: "{" }, "AUTH_JWKS"],
    ["a key set that is no object", { AUTH_JWKS: "[]" }, "AUTH_JWKS"],
    ["a key set that is null", { AUTH_JWKS: "null" }, "AUTH_JWKS"],
    ["a key set without keys", { AUTH_JWKS: "{}" }, "AUTH_JWKS"],
    ["a key set whose keys are no list", { AUTH_JWKS: `{"keys":{}}` }, "AUTH_JWKS"],
    ["a key set of texts", { AUTH_JWKS: `{"keys":["key"]}` }, "AUTH_JWKS"],
    ["one key in place of a set", { AUTH_JWKS: JSON.stringify(jwk) }, "AUTH_JWKS"],
    ["a private key", { AUTH_JWKS: privateJwks }, "private key"],
    ["a symmetric key", { AUTH_JWKS: secretJwks }, "AUTH_JWKS"],
    ["keys at what is no URL", { AUTH_JWKS: "", AUTH_JWKS_URL: "issuer.test/jwks" }, "AUTH_JWKS_URL"],
  ])("answers 503 and what to set, to good tokens too: %s", async (_, bindings, setting) => {
    for (const [method, path] of protectedRoutes) {
      const response = await call(method, path, {}, bindings);

      const { detail } = await expectProblem(response, 503, "access-not-configured");
      expect(detail).toContain(setting);
      expect(detail).not.toContain("the-private-part");
      expect(response.headers.get("WWW-Authenticate")).toBeNull();
    }
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("is what the Worker has when nothing is set: nobody is let in, with or without a token", async () => {
    const unset = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined, AUTH_JWKS: undefined, AUTH_JWKS_URL: undefined };
    for (const Authorization of ["", `Bearer ${await token()}`]) {
      const response = await request("/get_chain", { headers: { Authorization } }, unset);
      expect((await expectProblem(response, 503, "access-not-configured")).detail).toContain("AUTH_ISSUER");
    }
  });

  test("still says that it runs", async () => {
    const response = await request("/healthz", { headers: { Authorization: "" } }, { AUTH_ISSUER: "", AUTH_JWKS: "" });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "ok" });
  });
});

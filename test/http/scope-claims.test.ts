import { describe, expect, test } from "vitest";
import { AUDIENCE, bearer, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

const CLAIMS = ["scope", "scp", "roles", "permissions"];
const without = { scope: undefined };

const read = async (claims: Record<string, unknown>) =>
  request("/get_chain", { headers: await bearer({ ...without, ...claims }) });

describe.each(CLAIMS)("the claim `%s`", (claim) => {
  test.each([
    ["text", "chain:read"],
    ["text among others", "openid chain:read email"],
    ["text with more spaces than needed", "  openid  chain:read "],
    ["a list", ["chain:read"]],
    ["a list among others", ["openid", "chain:read"]],
    ["text prefixed with the audience", `${AUDIENCE}/chain:read`],
    ["a list prefixed with the audience", [`${AUDIENCE}/chain:read`]],
  ])("grants a scope as %s", async (_, value) => {
    const response = await read({ [claim]: value });

    expect(response.status).toBe(200);
    await response.text();
  });

  test.each([
    ["empty text", ""],
    ["an empty list", []],
    ["another scope", "chain:mine"],
    ["a prefix", "chain:rea"],
    ["more than the scope", "chain:read:all"],
    ["other case", "CHAIN:READ"],
    ["commas between", "openid,chain:read"],
    ["a tab between", "openid\tchain:read"],
    ["a list of texts with spaces", ["openid chain:read"]],
    ["the prefix of another API", "another/chain:read"],
    ["the audience twice as prefix", `${AUDIENCE}/${AUDIENCE}/chain:read`],
    ["the audience alone", `${AUDIENCE}/`],
  ])("grants none as %s", async (_, value) => {
    const { detail } = await expectProblem(await read({ [claim]: value }), 403, "insufficient-scope");
    for (const name of CLAIMS) expect(detail).toContain(`\`${name}\``);
    expect(detail).not.toContain("ignored");
  });

  test.each([
    ["a number", 7],
    ["true", true],
    ["null", null],
    ["an object", { "chain:read": true }],
    ["a list with a number", ["chain:read", 7]],
    ["a list with null", [null, "chain:read"]],
    ["a list with a list", [["chain:read"]]],
    ["a list of objects", [{ value: "chain:read" }]],
  ])("is ignored as %s, and the answer says so", async (_, value) => {
    const { detail } = await expectProblem(await read({ [claim]: value }), 403, "insufficient-scope");
    expect(detail).toMatch(new RegExp(`ignored.*: \`${claim}\`\\.$`));
  });

  test.each(CLAIMS.filter((other) => other !== claim))("of an invalid form does not affect `%s`", async (other) => {
    const response = await read({ [claim]: [{ value: "x" }], [other]: "chain:read" });

    expect(response.status).toBe(200);
    await response.text();
  });

  test("adds to the others", async () => {
    const others = CLAIMS.filter((other) => other !== claim);
    const response = await read({ [claim]: "chain:read", ...Object.fromEntries(others.map((other) => [other, "x"])) });

    expect(response.status).toBe(200);
    await response.text();
  });
});

test.each(["Scope", "scopes", "role", "groups", "realm_access", "constructor", "__proto__"])(
  "a claim with another name grants no scope: %s",
  async (claim) => {
    const claims = JSON.parse(`{"${claim}": "chain:read"}`) as Record<string, unknown>;
    expect((await expectProblem(await read(claims), 403, "insufficient-scope")).detail).toContain("chain:read");
  },
);

test.each(["https://ledger.test/", "https://ledger.test"])(
  "a scope is found after an audience with or without a trailing slash: %s",
  async (aud) => {
    const headers = await bearer({ ...without, aud, scope: "https://ledger.test/chain:read" });

    const response = await request("/get_chain", { headers }, { AUTH_AUDIENCE: aud });

    expect(response.status).toBe(200);
    await response.text();
  },
);

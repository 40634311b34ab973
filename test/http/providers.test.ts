import { afterEach, describe, expect, test, vi } from "vitest";
import { request } from "../support/worker/client.ts";
import { readWith, signToken } from "../support/http/issuer.ts";
import { expectProblem } from "../support/worker/problems.ts";
import { PROVIDER_TOKENS, type ProviderToken } from "../support/http/providers.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A request for each scope. */
const CALLS: Readonly<Record<string, readonly [method: string, path: string, body?: string]>> = {
  "chain:read": ["GET", "/get_chain"],
  "chain:mine": ["POST", "/work", `{"patient_name": "Alice", "patient_ID": "P-1", "Reg_no": "R-1"}`],
  "ledger:create": ["PUT", "/ledgers/main", `{"puzzle": "squares"}`],
};

/** Requests what a scope opens, from a Worker that trusts the provider. */
async function call(scope: string, { issuer, audience, key, header, claims, keys }: ProviderToken): Promise<Response> {
  const [method = "", path = "", body = null] = CALLS[scope] ?? [];
  const headers = {
    Authorization: `Bearer ${await signToken(key, claims, header)}`,
    "Content-Type": "application/json",
  };
  const bindings = { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS: JSON.stringify({ keys }) };
  return request(path, { method, headers, body }, bindings);
}

describe("a token of an identity provider", () => {
  test.each(PROVIDER_TOKENS.filter(({ refused }) => refused === undefined))(
    "opens what it grants: $what",
    async (token) => {
      const opened = [];
      for (const scope of Object.keys(CALLS)) {
        const response = await call(scope, token);
        const text = await response.text();
        expect(response.status === 200 || text.includes(`the scope ${scope}`)).toBe(true);
        if (response.status === 200) opened.push(scope);
      }
      expect(opened).toEqual(token.opens);
    },
  );

  test.each(PROVIDER_TOKENS.filter(({ refused }) => refused !== undefined))(
    "is refused with the name of the wrong claim: $what",
    async (token) => {
      for (const scope of Object.keys(CALLS)) {
        const { detail } = await expectProblem(await call(scope, token), 401, "invalid-token");
        expect(detail).toContain(`\`${token.refused}\``);
      }
    },
  );

  test("is verified with the keys that the provider publishes at a URL", async () => {
    for (const [at, { key, claims, header, keys, issuer, audience, opens }] of PROVIDER_TOKENS.entries()) {
      vi.spyOn(globalThis, "fetch").mockImplementation(() => Promise.resolve(Response.json({ keys })));
      // A new URL for each, since fetched keys are cached.
      const url = `https://provider.test/${at}/jwks`;
      const settings = { AUTH_JWKS: "", AUTH_JWKS_URL: url, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience };

      const response = await readWith(await signToken(key, claims, header), [], settings);

      expect(response.status === 200).toBe(opens.includes("chain:read"));
      await response.text();
    }
  });

  test("for another API of the same provider is refused with the name of the claim", async () => {
    for (const { key, claims, header, keys, issuer, refused } of PROVIDER_TOKENS) {
      if (refused !== undefined) continue;
      const settings = { AUTH_ISSUER: issuer, AUTH_AUDIENCE: "another-api" };

      const response = await readWith(await signToken(key, claims, header), keys, settings);

      expect((await expectProblem(response, 401, "invalid-token")).detail).toContain("`aud`");
    }
  });
});

import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, describe, expect, test, vi } from "vitest";
import { AUDIENCE, bearer, ISSUER, publicJwk, request, token } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const read = (headers: Record<string, string>, bindings: object = {}) => request("/get_chain", { headers }, bindings);

describe("a token that is used again", () => {
  test("is not verified again at once, but is after a minute", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const headers = await bearer();
    const verify = vi.spyOn(crypto.subtle, "verify");

    for (let times = 0; times < 3; times++) expect((await read(headers)).status).toBe(200);
    expect(verify).toHaveBeenCalledTimes(1);
    vi.setSystemTime(Date.now() + 60_000);
    expect((await read(headers)).status).toBe(200);
    expect(verify).toHaveBeenCalledTimes(2);
  });

  test("is refused once it has expired", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const headers = await bearer({ exp: Math.floor(Date.now() / 1000) + 20 });
    expect((await read(headers)).status).toBe(200);

    vi.setSystemTime(Date.now() + 30_000);

    expect((await expectProblem(await read(headers), 401, "invalid-token")).detail).toContain("expired");
  });

  test("is refused when its key, issuer or audience is no longer trusted", async () => {
    const headers = await bearer();
    expect((await read(headers)).status).toBe(200);
    const { publicKey } = await generateKeyPair("ES256", { extractable: true });
    const other = { ...(await exportJWK(publicKey)), alg: "ES256", kid: "test" };

    for (const bindings of [
      { AUTH_JWKS: JSON.stringify({ keys: [other] }) },
      { AUTH_ISSUER: "https://another.test" },
      { AUTH_AUDIENCE: "another" },
    ]) {
      await expectProblem(await read(headers, bindings), 401, "invalid-token");
      expect((await read(headers)).status).toBe(200);
    }
  });

  test("is refused with another signature or another payload", async () => {
    const [header, payload, signature] = (await token()).split(".") as [string, string, string];
    expect((await read({ Authorization: `Bearer ${header}.${payload}.${signature}` })).status).toBe(200);
    const other = (await token({ sub: "dr-bose" })).split(".")[1] ?? "";
    const changed = signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;

    for (const forged of [
      `${header}.${other}.${signature}`,
      `${header}.${payload}.${changed}`,
      `${header}.${payload}.`,
    ]) {
      await expectProblem(await read({ Authorization: `Bearer ${forged}` }), 401, "invalid-token");
    }
  });

  test("stays refused once it was refused", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    const foreign = await new SignJWT({ scope: "chain:read" })
      .setProtectedHeader({ alg: "ES256", kid: publicJwk.kid ?? "" })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject("dr-rao")
      .setExpirationTime("1h")
      .sign(privateKey);

    for (let times = 0; times < 2; times++) {
      const answer = await read({ Authorization: `Bearer ${foreign}` });
      expect((await expectProblem(answer, 401, "invalid-token")).detail).toContain("signature");
    }
  });

  test("has its own scope, ledgers and subject, however many tokens are used", async () => {
    for (let times = 0; times < 2; times++) {
      expect((await read(await bearer())).status).toBe(200);
      await expectProblem(await read(await bearer({ scope: "chain:mine" })), 403, "insufficient-scope");
      await expectProblem(await read(await bearer({ ledgers: ["another"] })), 403, "ledger-not-allowed");
    }
  });
});

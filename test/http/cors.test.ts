import { describe, expect, test } from "vitest";
import { request } from "../support/worker/client.ts";
import { expectProblem, UUID } from "../support/worker/problems.ts";

const ORIGINS = { CORS_ORIGINS: "https://clinic.test, https://ward.test:8443" };

const preflight = (origin: string) => ({
  method: "OPTIONS",
  headers: {
    Origin: origin,
    Authorization: "",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type",
  },
});
const allowances = (response: Response) =>
  [...response.headers.keys()].filter((name) => name.toLowerCase().startsWith("access-control-"));

describe("CORS", () => {
  test.each([undefined, "", " , "])("is closed when no origin is configured (%j)", async (CORS_ORIGINS) => {
    const bindings = { CORS_ORIGINS };
    const response = await request("/healthz", { headers: { Origin: "https://clinic.test" } }, bindings);
    expect(response.status).toBe(200);
    expect(allowances(response)).toEqual([]);

    const answer = await request("/get_chain", preflight("https://clinic.test"), bindings);
    expect(allowances(answer)).toEqual([]);
    await expectProblem(answer, 405, "method-not-allowed");
  });

  test.each(["https://clinic.test", "https://ward.test:8443"])(
    "is open for a configured origin: %s",
    async (origin) => {
      const response = await request("/get_chain", { headers: { Origin: origin } }, ORIGINS);

      expect(response.headers.get("Access-Control-Allow-Origin")).toBe(origin);
      expect(response.headers.get("Vary")?.split(/, */)).toEqual(expect.arrayContaining(["Accept", "Origin"]));
      const exposed = response.headers.get("Access-Control-Expose-Headers")?.split(/, */);
      for (const name of [
        "ETag",
        "Link",
        "Location",
        "Preference-Applied",
        "Retry-After",
        "WWW-Authenticate",
        "X-Request-Id",
      ]) {
        expect(exposed).toContain(name);
      }
      expect(response.headers.get("Access-Control-Allow-Credentials")).toBeNull();
      await response.text();
    },
  );

  test.each([
    "/get_chain",
    "/mine_block",
    "/is_valid",
    "/blocks/1",
    "/records",
    "/records/2/corrections",
    "/records/2/hold",
    "/keys/kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
    "/mempool/x",
    "/ledgers/class-7",
  ])("lets a page send a preflight request without its token: %s", async (path) => {
    const response = await request(path, preflight("https://clinic.test"), ORIGINS);

    expect(response.ok).toBe(true);
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("https://clinic.test");
    expect(response.headers.get("Access-Control-Allow-Methods")?.split(/, */)).toEqual([
      "GET",
      "HEAD",
      "POST",
      "PUT",
      "PATCH",
      "DELETE",
    ]);
    const headers = response.headers.get("Access-Control-Allow-Headers")?.toLowerCase().split(/, */);
    expect(headers).toEqual(
      expect.arrayContaining(["authorization", "content-type", "if-match", "if-none-match", "prefer"]),
    );
    expect(response.headers.get("X-Request-Id")).toMatch(UUID);
  });

  test("lets a page read why it was refused", async () => {
    const headers = { Origin: "https://clinic.test", Authorization: "" };
    const response = await request("/get_chain", { headers }, ORIGINS);

    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("https://clinic.test");
    await expectProblem(response, 401, "missing-token");
  });

  test.each([
    "https://clinic.test.example",
    "http://clinic.test",
    "https://clinic.test:8443",
    "https://sub.clinic.test",
    "https://other.test",
    "null",
    "*",
  ])("is closed for any other origin: %s", async (origin) => {
    for (const init of [{ headers: { Origin: origin } }, preflight(origin)]) {
      const response = await request("/get_chain", init, ORIGINS);
      expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
      await response.text();
    }
  });
});

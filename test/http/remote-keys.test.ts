import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { publicJwk, request, token } from "../client.ts";
import { expectProblem } from "./problems.ts";

/** Where the issuer publishes its keys: another place for each test, since fetched keys are kept. */
let url = "";
let number = 0;
beforeEach(() => {
  url = `https://issuer.test/${++number}/jwks.json`;
});
afterEach(() => {
  vi.restoreAllMocks();
});

const read = async (authorization?: string) =>
  request(
    "/get_chain",
    { headers: { Authorization: authorization ?? `Bearer ${await token()}` } },
    { AUTH_JWKS: "", AUTH_JWKS_URL: url },
  );

/** Makes the issuer answer so; gives the addresses that were asked for. */
function issuer(answer: () => Response | Promise<Response>): string[] {
  const asked: string[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    asked.push(input instanceof Request ? input.url : String(input));
    return answer();
  });
  return asked;
}

describe("keys by URL", () => {
  test("are fetched from there, once for many requests", async () => {
    const asked = issuer(() => Response.json({ keys: [publicJwk] }));

    for (let times = 0; times < 3; times++) {
      const response = await read();
      expect(response.status).toBe(200);
      await response.text();
    }

    expect(asked).toEqual([url]);
  });

  test("refuse a token that they did not sign", async () => {
    issuer(() => Response.json({ keys: [publicJwk] }));
    const [header, , signature] = (await token()).split(".");
    const [, payload] = (await token({ sub: "dr-bose" })).split(".");

    const response = await read(`Bearer ${header}.${payload}.${signature}`);

    expect((await expectProblem(response, 401, "invalid-token")).detail).toContain("signature");
  });

  test("do not hold the key that a token names: the token is at fault", async () => {
    issuer(() => Response.json({ keys: [{ ...publicJwk, kid: "another" }] }));

    expect((await expectProblem(await read(), 401, "invalid-token")).detail).toContain("key");
  });

  test("are not fetched for who brings no token", async () => {
    const asked = issuer(() => Response.json({ keys: [publicJwk] }));

    await expectProblem(await read("Basic eDp5"), 401, "missing-token");

    expect(asked).toEqual([]);
  });

  test("give way to keys that are set in full", async () => {
    const asked = issuer(() => Response.json({ keys: [] }));

    const response = await request("/get_chain", {}, { AUTH_JWKS_URL: url });

    expect(response.status).toBe(200);
    await response.text();
    expect(asked).toEqual([]);
  });

  test.each<[string, () => Response | Promise<Response>]>([
    ["the issuer answers 500", () => new Response("at fault: host-7", { status: 500 })],
    ["the issuer answers 404", () => new Response("at fault: host-7", { status: 404 })],
    ["the issuer answers something else than JSON", () => new Response("<html>at fault: host-7</html>")],
    ["the issuer answers JSON that is no key set", () => Response.json({ error: "at fault: host-7" })],
    ["the network is down", () => Promise.reject(new TypeError("at fault: host-7"))],
    ["the issuer takes too long", () => Promise.reject(new DOMException("at fault: host-7", "TimeoutError"))],
  ])("cannot be had when %s: 503, try again", async (_, answer) => {
    issuer(answer);

    const response = await read();

    const { detail } = await expectProblem(response, 503, "keys-unavailable");
    expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
    expect(detail).not.toContain("host-7");
  });

  test("cannot be had when nothing listens there: 503, try again", async () => {
    url = `http://127.0.0.1:1/${number}`;

    const response = await read();

    await expectProblem(response, 503, "keys-unavailable");
    expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
  });

  test("are fetched again after they could not be had", async () => {
    issuer(() => new Response("", { status: 500 }));
    await expectProblem(await read(), 503, "keys-unavailable");
    vi.restoreAllMocks();
    issuer(() => Response.json({ keys: [publicJwk] }));

    const response = await read();

    expect(response.status).toBe(200);
    await response.text();
  });
});

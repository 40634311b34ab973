import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { publicJwk, request, token } from "../support/worker/client.ts";
import { issuer, readFrom } from "../support/http/key-server.ts";
import { expectProblem } from "../support/worker/problems.ts";

/** Where the issuer publishes its keys; a new place for each test, since fetched keys are cached. */
let url = "";
let number = 0;
beforeEach(() => {
  url = `https://issuer.test/${++number}/jwks.json`;
});
afterEach(() => {
  vi.restoreAllMocks();
});

const read = (authorization?: string) => readFrom(url, authorization);

const page = (text: string, type: string) => new Response(text, { headers: { "Content-Type": type } });
const timeout = (message: string) => new DOMException(message, "TimeoutError");
const broken = (error: Error) => new ReadableStream({ pull: (controller) => controller.error(error) });

describe("keys at a URL", () => {
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

  test("without the key that a token names put the token at fault", async () => {
    issuer(() => Response.json({ keys: [{ ...publicJwk, kid: "another" }] }));

    expect((await expectProblem(await read(), 401, "invalid-token")).detail).toContain("key");
  });

  test("are not fetched for a request without a token", async () => {
    const asked = issuer(() => Response.json({ keys: [publicJwk] }));

    await expectProblem(await read("Basic eDp5"), 401, "missing-token");

    expect(asked).toEqual([]);
  });

  test("are ignored when keys are configured inline", async () => {
    const asked = issuer(() => Response.json({ keys: [] }));

    const response = await request("/get_chain", {}, { AUTH_JWKS_URL: url });

    expect(response.status).toBe(200);
    await response.text();
    expect(asked).toEqual([]);
  });

  test.each<[string, () => Response | Promise<Response>, string]>([
    ["the issuer answers 500", () => new Response("at fault: host-7", { status: 500 }), "500"],
    ["the issuer answers 404", () => new Response("at fault: host-7", { status: 404 }), "404"],
    ["the issuer answers 204", () => new Response(null, { status: 204 }), "204"],
    [
      "the issuer answers with an HTML page",
      () => page("<html>at fault: host-7</html>", "text/html; a=host-7"),
      "text/html",
    ],
    ["the issuer answers with no media type", () => page("at fault: host-7", "host-7"), "not a JSON Web Key Set"],
    ["the issuer answers nothing", () => new Response(""), "not a JSON Web Key Set"],
    ["the issuer answers JSON that is not a key set", () => Response.json({ error: "at fault: host-7" }), "jwks_uri"],
    ["the issuer answers its discovery document", () => Response.json({ jwks_uri: "https://host-7/" }), "jwks_uri"],
    ["the issuer answers a list", () => Response.json(["host-7"]), "not a JSON Web Key Set"],
    ["the issuer answers null", () => Response.json(null), "not a JSON Web Key Set"],
    ["the issuer answers keys that are not a list", () => Response.json({ keys: {} }), "not a JSON Web Key Set"],
    ["the issuer answers only invalid keys", () => Response.json({ keys: ["host-7"] }), "not a JSON Web Key Set"],
    ["the network is down", () => Promise.reject(new TypeError("at fault: host-7")), "cannot be reached"],
    ["the issuer takes too long", () => Promise.reject(timeout("at fault: host-7")), "within 5 seconds"],
    ["the body breaks off", () => new Response(broken(new TypeError("at fault: host-7"))), "cannot be reached"],
    ["the body takes too long", () => new Response(broken(timeout("at fault: host-7"))), "within 5 seconds"],
  ])("are unavailable when %s: 503, retry later", async (_, answer, reason) => {
    issuer(answer);

    const response = await read();

    const { detail } = await expectProblem(response, 503, "keys-unavailable");
    expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
    expect(response.headers.get("WWW-Authenticate")).toBeNull();
    expect(detail).toContain("AUTH_JWKS_URL");
    expect(detail).toContain(reason);
    expect(detail).not.toContain("host-7");
  });

  test.each([301, 302, 303, 307, 308])("are not fetched from a redirect's target: %i", async (status) => {
    const asked = issuer(() => new Response(null, { status, headers: { Location: "https://host-7.test/jwks" } }));

    const { detail } = await expectProblem(await read(), 503, "keys-unavailable");

    expect(detail).toContain(`redirects (status ${status})`);
    expect(detail).not.toContain("host-7");
    expect(asked).toEqual([url]);
  });

  test("are fetched past caches, without following redirects", async () => {
    issuer(() => Response.json({ keys: [publicJwk] }));
    await (await read()).text();

    expect(vi.mocked(fetch).mock.calls[0]?.[1]).toMatchObject({ cache: "no-store", redirect: "manual" });
  });

  test("are unavailable when nothing listens there: 503, retry later", async () => {
    url = `http://127.0.0.1:1/${number}`;

    const response = await read();

    await expectProblem(response, 503, "keys-unavailable");
    expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
  });

  test("are fetched again after a failure", async () => {
    issuer(() => new Response("", { status: 500 }));
    await expectProblem(await read(), 503, "keys-unavailable");
    vi.restoreAllMocks();
    issuer(() => Response.json({ keys: [publicJwk] }));

    const response = await read();

    expect(response.status).toBe(200);
    await response.text();
  });
});

const others = (length: number) => Array.from({ length }, (_, kid) => ({ kty: "RSA", kid: String(kid) }));

/** A key set of exactly this length, in bytes. */
function ofLength(length: number): string {
  const set = JSON.stringify({ keys: [publicJwk], more: "" });
  return `${set.slice(0, -2)}${"x".repeat(length - set.length)}"}`;
}

describe("a key set", () => {
  test.each([64, 256])("may have %i KiB", async (length) => {
    issuer(() => new Response(ofLength(length * 1024)));

    const response = await read();

    expect(response.status).toBe(200);
    await response.text();
  });

  test("may not have one byte more, and the rest is not read", async () => {
    issuer(() => new Response(ofLength(256 * 1024 + 1)));
    expect((await expectProblem(await read(), 503, "keys-unavailable")).detail).toContain("256 KiB");

    url = `${url}/endless`;
    let sent = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
      cancel: () => {
        isCancelled = true;
      },
    });
    issuer(() => new Response(endless));
    expect((await expectProblem(await read(), 503, "keys-unavailable")).detail).toContain("256 KiB");
    expect(isCancelled).toBe(true);
    expect(sent).toBeLessThan(10);
  });

  test("may have 100 keys and no more", async () => {
    issuer(() => Response.json({ keys: [...others(99), publicJwk] }));
    const response = await read();
    expect(response.status).toBe(200);
    await response.text();

    url = `${url}/more`;
    issuer(() => Response.json({ keys: [...others(100), publicJwk] }));
    expect((await expectProblem(await read(), 503, "keys-unavailable")).detail).toContain("100 keys");
  });

  test("may have unusable keys besides the good one", async () => {
    const useless = [{ kty: "oct", k: "AA", kid: "a" }, { kty: "RSA", use: "enc" }, { ...publicJwk, d: "AA" }, 7, null];
    issuer(() => Response.json({ keys: [...useless, publicJwk] }));

    const response = await read();

    expect(response.status).toBe(200);
    await response.text();
  });

  test("does not count a key published with its private part", async () => {
    issuer(() => Response.json({ keys: [{ ...publicJwk, d: "AA" }] }));

    expect((await expectProblem(await read(), 401, "invalid-token")).detail).toContain("private");
  });
});

describe("a key set URL", () => {
  test.each([
    "issuer.test/jwks",
    "ftp://issuer.test/jwks",
    "file:///etc/passwd",
    "data:application/json,{}",
    "https://user:secret@issuer.test/jwks",
  ])("is refused as a setting unless it is a web URL without a password: %s", async (value) => {
    const asked = issuer(() => Response.json({ keys: [publicJwk] }));
    url = value;

    const { detail } = await expectProblem(await read(), 503, "access-not-configured");
    expect(detail).toContain("AUTH_JWKS_URL");
    expect(detail).not.toContain("secret");
    expect(asked).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { publicJwk, token } from "../support/worker/client.ts";
import { goodClaims, issuerKey, type IssuerKey, signToken } from "../support/http/issuer.ts";
import { issuer, readFrom } from "../support/http/key-server.ts";
import { expectProblem } from "../support/worker/problems.ts";

/** Where the issuer publishes its keys; a new place for each test, since fetched keys are cached. */
let url = "";
let number = 0;
beforeEach(() => {
  url = `https://issuer.test/rotation/${++number}/jwks.json`;
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Moves the clock forward, in milliseconds. */
const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

const first = await issuerKey("ES256");
const second = await issuerKey("ES256");
const third = await issuerKey("ES256");
const published = (key: IssuerKey, kid?: string) => ({ ...key.jwk, ...(kid === undefined ? {} : { kid }) });
const signedBy = async (key: IssuerKey, kid?: string, claims: object = {}) =>
  `Bearer ${await signToken(key, { ...goodClaims(), ...claims }, { kid })}`;

/** Publishes keys that a test changes. */
function publisher(...keys: object[]): { keys: object[]; readonly asked: string[] } {
  const state = { keys, asked: [] as string[] };
  state.asked = issuer(() => Response.json({ keys: state.keys }));
  return state;
}

const statusOf = async (authorization: string) => {
  const response = await readFrom(url, authorization);
  await response.text();
  return response.status;
};

describe("a newly published key", () => {
  test.each([
    ["under a new id", "a", "b"],
    ["under the old one's id", "a", "a"],
    ["without an id", undefined, undefined],
  ])("is accepted at once: %s", async (_, before, after) => {
    const state = publisher(published(first, before));
    expect(await statusOf(await signedBy(first, before))).toBe(200);

    state.keys = [published(second, after)];

    expect(await statusOf(await signedBy(second, after))).toBe(200);
    expect(state.asked).toHaveLength(2);
  });

  test("is accepted at once in place of an unusable one", async () => {
    const state = publisher({ ...published(second, "a"), d: "AA" }, published(first, "b"));
    expect(await statusOf(await signedBy(first, "b"))).toBe(200);

    state.keys = [published(second, "a")];

    expect(await statusOf(await signedBy(second, "a"))).toBe(200);
  });

  test("is accepted for all concurrent requests after one fetch", async () => {
    const state = publisher(published(first, "a"));
    expect(await statusOf(await signedBy(first, "a"))).toBe(200);
    state.keys = [published(first, "a"), published(second, "b")];

    const tokens = await Promise.all([..."123456"].map((sub) => signedBy(second, "b", { sub })));
    expect(await Promise.all(tokens.map(statusOf))).toEqual(Array(6).fill(200));
    expect(state.asked).toHaveLength(2);
  });

  test("is fetched at most once in five seconds, however many keys the tokens name", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const state = publisher(published(first, "a"));
    expect(await statusOf(await signedBy(first, "a"))).toBe(200);

    for (let kid = 0; kid < 20; kid++) expect(await statusOf(await signedBy(third, `forged-${kid}`))).toBe(401);
    expect(await statusOf(await signedBy(third, "a"))).toBe(401);
    expect(state.asked).toHaveLength(2);

    state.keys = [published(first, "a"), published(second, "b")];
    pass(5_000);
    expect(await statusOf(await signedBy(second, "b"))).toBe(200);
    expect(state.asked).toHaveLength(3);
  });

  test("is not fetched if the keys were fetched for the same request, or another claim is wrong", async () => {
    const state = publisher(published(first, "a"));
    expect(await statusOf(await signedBy(third, "b"))).toBe(401);
    expect(state.asked).toHaveLength(1);

    expect(await statusOf(await signedBy(first, "a", { aud: "another" }))).toBe(401);
    expect(await statusOf(await signedBy(first, "a", { exp: 1 }))).toBe(401);
    expect(state.asked).toHaveLength(1);
  });

  test("cannot be found while the issuer is down: its token is refused, and others are accepted", async () => {
    publisher(published(first, "a"));
    expect(await statusOf(await signedBy(first, "a"))).toBe(200);
    issuer(() => new Response("", { status: 500 }));

    const { detail } = await expectProblem(await readFrom(url, await signedBy(second, "b")), 401, "invalid-token");
    expect(detail).toContain("`kid`");
    expect(await statusOf(await signedBy(first, "a", { sub: "dr-bose" }))).toBe(200);
  });
});

describe("a withdrawn key", () => {
  test("is accepted for less than a minute, even for a token that was verified a moment before", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const state = publisher(published(first, "a"));
    const [early, late] = [await signedBy(first, "a"), await signedBy(first, "a", { sub: "dr-bose" })];
    expect(await statusOf(early)).toBe(200);
    state.keys = [published(second, "b")];

    pass(59_999);
    expect([await statusOf(early), await statusOf(late)]).toEqual([200, 200]);
    pass(1);
    expect([await statusOf(early), await statusOf(late)]).toEqual([401, 401]);
  });

  test("is refused once the keys were fetched again for another token", async () => {
    const state = publisher(published(first, "a"));
    expect(await statusOf(await signedBy(first, "a"))).toBe(200);
    state.keys = [published(second, "b")];
    expect(await statusOf(await signedBy(second, "b"))).toBe(200);

    expect(await statusOf(await signedBy(first, "a", { sub: "dr-bose" }))).toBe(401);
  });

  test("is refused even if the issuer cannot be reached: 503, not the previous keys", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    publisher(published(first, "a"));
    const authorization = await signedBy(first, "a");
    expect(await statusOf(authorization)).toBe(200);
    issuer(() => new Response("", { status: 500 }));

    pass(59_999);
    expect(await statusOf(authorization)).toBe(200);
    pass(1);
    await expectProblem(await readFrom(url, authorization), 503, "keys-unavailable");
  });
});

describe("an issuer", () => {
  test("is asked once for all concurrent requests", async () => {
    const { asked } = publisher(published(first, "a"));
    const tokens = await Promise.all([..."12345678"].map((sub) => signedBy(first, "a", { sub })));

    expect(await Promise.all(tokens.map(statusOf))).toEqual(Array(8).fill(200));
    expect(asked).toHaveLength(1);
  });

  test("that fails is asked three more times in ten seconds, and each request gets the reason", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const asked = issuer(() => new Response("", { status: 500 }));
    for (let times = 0; times < 10; times++) {
      expect((await expectProblem(await readFrom(url), 503, "keys-unavailable")).detail).toContain("500");
    }
    expect(asked).toHaveLength(4);

    pass(10_000);
    vi.restoreAllMocks();
    publisher(publicJwk);
    expect(await statusOf(`Bearer ${await token()}`)).toBe(200);
  });
});

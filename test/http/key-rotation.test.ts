import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { publicJwk, token } from "../support/worker/client.ts";
import { goodClaims, issuerKey, type IssuerKey, signToken } from "../support/http/issuer.ts";
import { issuer, readFrom } from "../support/http/key-server.ts";
import { expectProblem } from "../support/worker/problems.ts";

/** Where the issuer publishes its keys: another place for each test, since fetched keys are cached. */
let url = "";
let number = 0;
beforeEach(() => {
  url = `https://issuer.test/rotation/${++number}/jwks.json`;
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Time passes by so many milliseconds. */
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

describe("a key that was published a moment ago", () => {
  test.each([
    ["under a new id", "a", "b"],
    ["under the old one's id", "a", "a"],
    ["without an id", undefined, undefined],
  ])("counts at once: %s", async (_, before, after) => {
    const state = publisher(published(first, before));
    expect(await statusOf(await signedBy(first, before))).toBe(200);

    state.keys = [published(second, after)];

    expect(await statusOf(await signedBy(second, after))).toBe(200);
    expect(state.asked).toHaveLength(2);
  });

  test("counts at once in place of one that cannot be used", async () => {
    const state = publisher({ ...published(second, "a"), d: "AA" }, published(first, "b"));
    expect(await statusOf(await signedBy(first, "b"))).toBe(200);

    state.keys = [published(second, "a")];

    expect(await statusOf(await signedBy(second, "a"))).toBe(200);
  });

  test("counts for all who come at once, after one fetch", async () => {
    const state = publisher(published(first, "a"));
    expect(await statusOf(await signedBy(first, "a"))).toBe(200);
    state.keys = [published(first, "a"), published(second, "b")];

    const tokens = await Promise.all([..."123456"].map((sub) => signedBy(second, "b", { sub })));
    expect(await Promise.all(tokens.map(statusOf))).toEqual(Array(6).fill(200));
    expect(state.asked).toHaveLength(2);
  });

  test("is looked for once in five seconds, however many keys tokens name", async () => {
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

  test("is not looked for where the keys were fetched for the same request, or another claim is wrong", async () => {
    const state = publisher(published(first, "a"));
    expect(await statusOf(await signedBy(third, "b"))).toBe(401);
    expect(state.asked).toHaveLength(1);

    expect(await statusOf(await signedBy(first, "a", { aud: "another" }))).toBe(401);
    expect(await statusOf(await signedBy(first, "a", { exp: 1 }))).toBe(401);
    expect(state.asked).toHaveLength(1);
  });

  test("cannot be found while the issuer is away: the token is refused, and the others are taken", async () => {
    publisher(published(first, "a"));
    expect(await statusOf(await signedBy(first, "a"))).toBe(200);
    issuer(() => new Response("", { status: 500 }));

    const { detail } = await expectProblem(await readFrom(url, await signedBy(second, "b")), 401, "invalid-token");
    expect(detail).toContain("`kid`");
    expect(await statusOf(await signedBy(first, "a", { sub: "dr-bose" }))).toBe(200);
  });
});

describe("a key that was withdrawn", () => {
  test("counts for less than a minute, also for a token that was taken a moment before", async () => {
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

  test("counts no more once the keys were fetched anew for another", async () => {
    const state = publisher(published(first, "a"));
    expect(await statusOf(await signedBy(first, "a"))).toBe(200);
    state.keys = [published(second, "b")];
    expect(await statusOf(await signedBy(second, "b"))).toBe(200);

    expect(await statusOf(await signedBy(first, "a", { sub: "dr-bose" }))).toBe(401);
  });

  test("counts no longer when the issuer cannot be asked: 503, not the keys of before", async () => {
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
  test("is asked once by all who come at once", async () => {
    const { asked } = publisher(published(first, "a"));
    const tokens = await Promise.all([..."12345678"].map((sub) => signedBy(first, "a", { sub })));

    expect(await Promise.all(tokens.map(statusOf))).toEqual(Array(8).fill(200));
    expect(asked).toHaveLength(1);
  });

  test("that fails is asked three more times in ten seconds, and each request told why", async () => {
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

import { describe, expect, test } from "vitest";
import { goodClaims, issuerKey, type IssuerKey, readWith, SIGNED_WITH, signToken } from "../support/http/issuer.ts";
import { expectProblem } from "../support/worker/problems.ts";

const ACCEPTED = ["ES256", "ES384", "RS256", "PS256", "Ed25519", "EdDSA"];
const keys = new Map<string, IssuerKey>(
  await Promise.all(SIGNED_WITH.map(async (alg) => [alg, await issuerKey(alg)] as const)),
);
const keyFor = (alg: string) => keys.get(alg) as IssuerKey;
const ec = keyFor("ES256");
const rsa = keyFor("RS256");

const statusOf = async (token: string, set: readonly unknown[]) => {
  const response = await readWith(token, set);
  await response.text();
  return response.status;
};
const refusal = async (token: string, set: readonly unknown[]) =>
  (await expectProblem(await readWith(token, set), 401, "invalid-token")).detail;

const isSame = (alg: string, other: string) => alg === other || (alg.startsWith("Ed") && other.startsWith("Ed"));

describe("a token's algorithm", () => {
  test.each(ACCEPTED)("may be %s", async (alg) => {
    const key = keyFor(alg);
    for (const header of [{ kid: "a" }, {}]) {
      const token = await signToken(key, goodClaims(), header);
      expect(await statusOf(token, [{ ...key.jwk, kid: "a", alg, use: "sig" }])).toBe(200);
      expect(await statusOf(token, [{ ...key.jwk, kid: "a" }])).toBe(200);
      expect(
        await statusOf(token, [{ ...key.jwk, kid: "a", key_ops: ["verify"], x5c: ["MIIC"], x5t: 7, ext: "yes" }]),
      ).toBe(200);
    }
  });

  test.each(SIGNED_WITH.filter((alg) => !ACCEPTED.includes(alg)))(
    "may not be %s, which the answer names",
    async (alg) => {
      const key = keyFor(alg);
      const detail = await refusal(await signToken(key, goodClaims()), [key.jwk]);
      expect(detail).toContain("`alg`");
      for (const accepted of ACCEPTED) expect(detail).toContain(accepted);
    },
  );

  test.each([undefined, null, 7, "", "none", "None", "HS256", "es256", [["ES256"]], "constructor", "__proto__"])(
    "may not be %j",
    async (alg) => {
      expect(await refusal(await signToken(ec, goodClaims(), { alg }), [ec.jwk])).toContain("`alg`");
    },
  );

  test.each([
    ["Ed25519", "EdDSA"],
    ["EdDSA", "Ed25519"],
  ])("%s matches a key with %s", async (alg, own) => {
    const key = keyFor(alg);
    expect(await statusOf(await signToken(key), [{ ...key.jwk, alg: own }])).toBe(200);
  });

  const differing = ACCEPTED.flatMap((alg) =>
    ACCEPTED.filter((other) => !isSame(alg, other)).map((other) => [alg, other]),
  );
  test.each(differing as [string, string][])("%s is refused if its key is for %s", async (alg, own) => {
    const key = keyFor(alg);
    for (const header of [{ kid: "a" }, {}]) {
      const token = await signToken(key, goodClaims(), header);
      expect(await refusal(token, [{ ...key.jwk, kid: "a", alg: own }])).toContain("`alg`");
    }
  });
});

describe("the key of a token", () => {
  test("is found without `kid` among several that fit, at any position", async () => {
    for (const alg of ACCEPTED) {
      const others = await Promise.all(Array.from({ length: 3 }, () => issuerKey(alg)));
      const set = [...others, keyFor(alg)].map(({ jwk }, at) => ({ ...jwk, kid: String(at) }));
      const token = await signToken(keyFor(alg));
      expect(await statusOf(token, set)).toBe(200);
      expect(await statusOf(token, set.toReversed())).toBe(200);
      expect(await refusal(token, set.slice(0, 3))).toContain("signature");
    }
  });

  test("is found among several by its `kid`", async () => {
    const others = await Promise.all([issuerKey("ES256"), issuerKey("ES256")]);
    const set = [...others, ec].map(({ jwk }) => ({ ...jwk, kid: "a" }));
    const token = await signToken(ec, goodClaims(), { kid: "a" });
    expect(await statusOf(token, set)).toBe(200);
    expect(await refusal(token, set.slice(0, 2))).toContain("signature");
  });

  test("is searched for among at most 16 that fit", async () => {
    const others = await Promise.all(Array.from({ length: 16 }, () => issuerKey("ES256")));
    const token = await signToken(ec);
    expect(
      await statusOf(
        token,
        [...others.slice(1), ec].map(({ jwk }) => jwk),
      ),
    ).toBe(200);
    expect(
      await refusal(
        token,
        [...others, ec].map(({ jwk }) => jwk),
      ),
    ).toContain("signature");
    // Those that do not fit are not counted.
    expect(await statusOf(token, [...Array.from({ length: 20 }, () => rsa.jwk), ec.jwk])).toBe(200);
  });

  test("is not accepted under another `kid`", async () => {
    const token = await signToken(ec, goodClaims(), { kid: "b" });
    expect(await refusal(token, [{ ...ec.jwk, kid: "a" }])).toContain("`kid`");
    expect(await refusal(token, [ec.jwk])).toContain("`kid`");
    expect(await refusal(token, [])).toContain("`kid`");
  });

  test.each([null, 7, [["a"]], { a: 1 }])("cannot be named by a `kid` that is not text: %j", async (kid) => {
    const token = await signToken(ec, goodClaims(), { kid });
    expect(await refusal(token, [{ ...ec.jwk, kid }])).toContain("`kid`");
  });

  test.each([
    ["RS256", 512],
    ["RS256", 1024],
    ["PS256", 1024],
    ["RS256", 1920],
    ["PS256", 1920],
  ])("for %s is refused at %i bits, and the answer names the length", async (alg, bits) => {
    const weak = await issuerKey(alg, bits);
    const jwk = { ...weak.jwk, kid: "weak" };
    for (const header of [{ kid: "weak" }, {}]) {
      const detail = await refusal(await signToken(weak, goodClaims(), header), [jwk]);
      expect(detail).toContain(`${bits} bits`);
      expect(detail).toContain("2048");
    }
    const good = keyFor(alg);
    expect(
      await statusOf(await signToken(good, goodClaims(), { kid: "good" }), [jwk, { ...good.jwk, kid: "good" }]),
    ).toBe(200);
    expect(await statusOf(await signToken(good), [jwk, good.jwk])).toBe(200);
  });
});

/** Unusable members of a key set, all with the same `kid`. */
const USELESS: readonly (readonly [string, unknown])[] = [
  ["for encryption", { ...ec.jwk, use: "enc" }],
  ["for signing alone", { ...ec.jwk, key_ops: ["sign"] }],
  ["for operations that are no list", { ...ec.jwk, key_ops: "verify" }],
  ["for another algorithm", { ...ec.jwk, alg: "ECDH-ES" }],
  ["with an algorithm that is no text", { ...ec.jwk, alg: 7 }],
  ["with a use that is no text", { ...ec.jwk, use: 7 }],
  ["on another curve", { kty: "EC", crv: "P-192", x: "AA", y: "AA" }],
  ["on no curve", { kty: "EC", crv: "P-256", x: ec.jwk["y"], y: ec.jwk["x"] }],
  ["without a coordinate", { kty: "EC", crv: "P-256", x: ec.jwk["x"] }],
  ["with a coordinate that is no text", { ...ec.jwk, y: 7 }],
  ["with a coordinate that is not base64url", { ...ec.jwk, y: "=!" }],
  ["of an unknown type", { kty: "XYZ", x: "AA" }],
  ["of a type that every object has", { kty: "constructor" }],
  ["of no type", {}],
  ["of RSA without a modulus", { kty: "RSA", e: "AQAB" }],
  ["that is symmetric", { kty: "oct", alg: "ES256" }],
];

describe("an unusable key", () => {
  test.each(USELESS)("does not verify a token, and the answer blames the key: %s", async (_, useless) => {
    const detail = await refusal(await signToken(ec, goodClaims(), { kid: "a" }), [
      { ...(useless as object), kid: "a" },
    ]);
    expect(detail).toContain("key");
  });

  test.each(USELESS)("does not affect the other keys of the set: %s", async (_, useless) => {
    const set = [
      { ...(useless as object), kid: "a" },
      { ...ec.jwk, kid: "a" },
    ];
    for (const keySet of [set, set.toReversed()]) {
      expect(await statusOf(await signToken(ec, goodClaims(), { kid: "a" }), keySet)).toBe(200);
      expect(await statusOf(await signToken(ec), keySet)).toBe(200);
    }
  });

  test.each([7, null, "key", [["key"]]])(
    "does not affect the other keys when it is not even a key: %j",
    async (member) => {
      expect(await statusOf(await signToken(ec), [member, ec.jwk])).toBe(200);
    },
  );
});

import { exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { AUDIENCE, ISSUER, mine, patient, publicJwk, request, signingKey, token } from "../support/worker/client.ts";
import { stored } from "../support/storage/main.ts";
import { expectProblem } from "../support/worker/problems.ts";

const now = () => Math.floor(Date.now() / 1000);
const claims = () => ({ iss: ISSUER, aud: AUDIENCE, sub: "dr-rao", exp: now() + 600, scope: "chain:read chain:mine" });
const encoder = new TextEncoder();
const base64url = (text: string) => btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** A token with one of its three parts rewritten. */
async function tampered(place: 0 | 1 | 2, rewrite: (part: string) => string): Promise<string> {
  const parts = (await token()).split(".");
  return parts.map((part, at) => (at === place ? rewrite(part) : part)).join(".");
}

/** The payload with more claims than were signed. */
function withClaims(part: string, more: object): string {
  return base64url(JSON.stringify({ ...(JSON.parse(atob(part)) as object), ...more }));
}

/** A token whose HMAC key is the text of the public key: a verifier that trusts `alg` would accept it. */
async function confused(form: "PEM" | "JWK" | "DER"): Promise<string> {
  const pem = await exportSPKI((await importJWK(publicJwk, "ES256", { extractable: true })) as CryptoKey);
  const der = Uint8Array.from(atob(pem.replaceAll(/-----[^-]+-----|\s/g, "")), (char) => char.charCodeAt(0));
  const secret = { PEM: encoder.encode(pem), JWK: encoder.encode(JSON.stringify(publicJwk)), DER: der }[form];
  return new SignJWT(claims()).setProtectedHeader({ alg: "HS256", kid: "test" }).sign(secret);
}

function signed(header: object, key: CryptoKey = signingKey): Promise<string> {
  return new SignJWT(claims()).setProtectedHeader({ alg: "ES256", kid: "test", ...header }).sign(key);
}

async function stranger(alg: string): Promise<CryptoKey> {
  return (await generateKeyPair(alg, { extractable: true })).privateKey;
}

describe("a token is refused", () => {
  test.each<[string, () => string | Promise<string>]>([
    ["garbage", () => "garbage"],
    ["three parts of garbage", () => "a.b.c"],
    ["two dots", () => ".."],
    ["two parts", async () => (await token()).split(".").slice(0, 2).join(".")],
    ["four parts", async () => `${await token()}.x`],
    ["five parts, as if encrypted", async () => `${await token()}.x.y`],
    ["expired", () => token({ exp: now() - 60 })],
    ["not yet valid", () => token({ nbf: now() + 60 })],
    ["without an expiry", () => token({ exp: undefined })],
    ["with an expiry that is text", () => token({ exp: "never" })],
    ["without a subject", () => token({ sub: undefined })],
    ["with an empty subject", () => token({ sub: "" })],
    ["with a blank subject", () => token({ sub: "  " })],
    ["with a subject that is a number", () => token({ sub: 7 })],
    ["with a subject that is a list", () => token({ sub: ["dr-rao"] })],
    ["with a control character in its subject", () => token({ sub: "dr\nrao" })],
    ["with a lone surrogate in its subject", () => token({ sub: "dr\uD800rao" })],
    ["with an over-long subject", () => token({ sub: "d".repeat(201) })],
    ["from another issuer", () => token({ iss: "https://issuer.test.example" })],
    ["without an issuer", () => token({ iss: undefined })],
    ["for another audience", () => token({ aud: "another" })],
    ["without an audience", () => token({ aud: undefined })],
    ["for a list of other audiences", () => token({ aud: ["a", "b"] })],
    ["unsigned (alg none)", () => new UnsecuredJWT(claims()).encode()],
    ["with its algorithm changed to none", () => tampered(0, (part) => withClaims(part, { alg: "none" }))],
    ["with its algorithm changed to HS256", () => tampered(0, (part) => withClaims(part, { alg: "HS256" }))],
    ["an HMAC under the public key as PEM", () => confused("PEM")],
    ["an HMAC under the public key as JWK", () => confused("JWK")],
    ["an HMAC under the public key as DER", () => confused("DER")],
    ["signed by another key under the known key's id", async () => signed({}, await stranger("ES256"))],
    ["signed by a key that is not known", async () => signed({ kid: "unknown" }, await stranger("ES256"))],
    ["signed by a known key under another id", () => signed({ kid: "unknown" })],
    [
      "signed with ES384 under the id of a key for ES256",
      async () => signed({ alg: "ES384" }, await stranger("ES384")),
    ],
    ["signed with PS256 under the id of an EC key", async () => signed({ alg: "PS256" }, await stranger("PS256"))],
    ["signed with RS256 under the id of an EC key", async () => signed({ alg: "RS256" }, await stranger("RS256"))],
    [
      "that brings its own key",
      async () => {
        const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
        return signed({ kid: "own", jwk: await crypto.subtle.exportKey("jwk", publicKey) }, privateKey);
      },
    ],
    ["with more claims than were signed", () => tampered(1, (part) => withClaims(part, { sub: "dr-bose" }))],
    ["whose payload is not JSON", () => tampered(1, () => base64url("x"))],
    ["with another signature", () => tampered(2, (part) => (part.startsWith("A") ? "B" : "A") + part.slice(1))],
    ["with half a signature", () => tampered(2, (part) => part.slice(0, 43))],
    ["without its signature", () => tampered(2, () => "")],
    [
      "with another token's signature",
      async () => {
        const signature = (await token({ sub: "dr-bose" })).split(".")[2] ?? "";
        return tampered(2, () => signature);
      },
    ],
    ["with an unknown critical header", () => tampered(0, (part) => withClaims(part, { crit: ["x"], x: 1 }))],
  ])("that is %s", async (_, make) => {
    const text = await make();

    const response = await request("/get_chain", { headers: { Authorization: `Bearer ${text}` } });

    const { detail } = await expectProblem(response, 401, "invalid-token");
    expect(response.headers.get("WWW-Authenticate")).toMatch(
      /^Bearer realm="patient-ledger", error="invalid_token", error_description="[\x20-\x21\x23-\x5B\x5D-\x7E]+"$/,
    );
    for (const value of [text, "dr-rao", "dr-bose", ISSUER]) expect(detail).not.toContain(value);
  });

  test("if it is properly signed but has an unknown critical header", async () => {
    // jose's own signer refuses to make one unless told that the header is understood.
    const text = await new SignJWT(claims())
      .setProtectedHeader({ alg: "ES256", kid: "test", crit: ["x"], x: 1 })
      .sign(signingKey, { crit: { x: true } });

    const response = await request("/get_chain", { headers: { Authorization: `Bearer ${text}` } });

    await expectProblem(response, 401, "invalid-token");
    expect(response.headers.get("WWW-Authenticate")).toContain('error="invalid_token"');
  });

  test("for mining too, and nothing is mined", async () => {
    const headers = { Authorization: `Bearer ${await token({ exp: now() - 60 })}`, "Content-Type": "application/json" };

    const response = await request("/mine_block", { method: "POST", headers, body: JSON.stringify(patient(1)) });

    await expectProblem(response, 401, "invalid-token");
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test.each([
    [{ exp: 1 }, "expired"],
    [{ aud: "another" }, "aud"],
    [{ iss: "another" }, "iss"],
    [{ sub: undefined }, "sub"],
    [{ sub: "ana\u202e" }, "`sub` must not contain invisible"],
    [{ nbf: 99_999_999_999 }, "nbf"],
  ])("with a helpful reason: %j", async (changes, reason) => {
    const response = await request("/get_chain", { headers: { Authorization: `Bearer ${await token(changes)}` } });

    expect((await expectProblem(response, 401, "invalid-token")).detail).toContain(reason);
  });
});

describe("a token is accepted", () => {
  test.each([
    ["for a list of audiences that includes ours", { aud: ["another", AUDIENCE] }],
    ["with the longest subject", { sub: "𠮷".repeat(200) }],
    ["from an issuer whose clock is a little ahead", { nbf: now() + 2 }],
    ["with additional claims", { email: "rao@clinic.test", azp: "app" }],
  ])("%s", async (_, changes) => {
    const response = await request("/get_chain", { headers: { Authorization: `Bearer ${await token(changes)}` } });

    expect(response.status).toBe(200);
    await response.text();
  });

  test.each(["ES256", "ES384", "RS256", "PS256", "EdDSA", "Ed25519"])(
    "signed with %s, if its key is in the set",
    async (alg) => {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = { ...((await crypto.subtle.exportKey("jwk", publicKey)) as JsonWebKey), kid: alg, alg, use: "sig" };
      const AUTH_JWKS = JSON.stringify({ keys: [publicJwk, jwk] });
      const text = await signed({ alg, kid: alg }, privateKey);

      const response = await request("/get_chain", { headers: { Authorization: `Bearer ${text}` } }, { AUTH_JWKS });

      expect(response.status).toBe(200);
      await response.text();
      // The key's holder may use it only as itself.
      const [, ...rest] = text.split(".");
      const forged = [base64url(JSON.stringify({ alg, kid: "test" })), ...rest].join(".");
      const refused = await request("/get_chain", { headers: { Authorization: `Bearer ${forged}` } }, { AUTH_JWKS });
      await expectProblem(refused, 401, "invalid-token");
    },
  );

  test("without a key id, if only one key can have signed it", async () => {
    const text = await new SignJWT(claims()).setProtectedHeader({ alg: "ES256" }).sign(signingKey);

    const response = await request("/get_chain", { headers: { Authorization: `Bearer ${text}` } });

    expect(response.status).toBe(200);
    await response.text();
  });

  test("again after the keys were changed back and forth: the current set decides", async () => {
    const { publicKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = { ...((await crypto.subtle.exportKey("jwk", publicKey)) as JsonWebKey), kid: "test" };

    const bindings = { AUTH_JWKS: JSON.stringify({ keys: [jwk] }) };
    await expectProblem(await request("/get_chain", {}, bindings), 401, "invalid-token");
    expect((await mine(patient(1))).status).toBe(201);
  });
});

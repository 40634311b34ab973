import * as fc from "fast-check";
import { expect, test } from "vitest";
import { AUDIENCE, ISSUER, request } from "../support/worker/client.ts";
import { base64url, goodClaims, issuerKey, readWith, signText, signToken } from "../support/http/issuer.ts";

const key = await issuerKey("ES256");
const claimNames = [
  "iss",
  "aud",
  "sub",
  "exp",
  "nbf",
  "iat",
  "scope",
  "scp",
  "roles",
  "permissions",
  "ledgers",
  "patients",
];
const claimValues = fc.oneof(
  fc.jsonValue(),
  fc.double(),
  fc.constantFrom(ISSUER, AUDIENCE, "chain:read", "main", "*", Date.now(), Date.now() / 1000 + 60),
  fc.array(fc.constantFrom<unknown>("chain:read", "main", AUDIENCE, 7, null)),
);

/** Whether a token was accepted or refused as RFC 6750 requires; for any other answer, its text. */
async function verdictOf(response: Response): Promise<string> {
  const text = await response.text();
  if (response.status === 200) return "taken";
  const challenge = response.headers.get("WWW-Authenticate") ?? "";
  const isInForm = /^(Bearer realm="patient-ledger"(, \w+="[\x20-\x21\x23-\x5B\x5D-\x7E]+")*)?$/.test(challenge);
  return [401, 403].includes(response.status) && isInForm ? "refused" : `${challenge} ${text}`;
}

test("a token is accepted or refused, never a server error, whatever its claims are", async () => {
  const changes = fc.dictionary(fc.constantFrom(...claimNames), claimValues);
  await fc.assert(
    fc.asyncProperty(changes, async (change) => {
      const token = await signToken(key, { ...goodClaims(), ...change });
      expect(["taken", "refused"]).toContain(await verdictOf(await readWith(token, [key.jwk])));
    }),
    { numRuns: 300 },
  );
});

test("a token is refused whatever else its payload is", async () => {
  const payloads = fc.oneof(fc.string(), fc.json(), fc.constantFrom("[".repeat(5000), "{}", "null", `{"exp":1e999}`));
  await fc.assert(
    fc.asyncProperty(payloads, async (payload) => {
      expect(await verdictOf(await readWith(await signText(key, payload), [key.jwk]))).toBe("refused");
    }),
    { numRuns: 200 },
  );
});

test("a token is accepted or refused whatever else its header says", async () => {
  const names = fc.constantFrom("alg", "kid", "typ", "crit", "b64", "jwk", "x5u", "zip", "cty");
  const values = fc.oneof(fc.jsonValue(), fc.constantFrom("ES256", "EdDSA", "PS256", ["b64"], false));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, values), async (header) => {
      const token = await signToken(key, goodClaims(), header);
      expect(["taken", "refused"]).toContain(await verdictOf(await readWith(token, [{ ...key.jwk, kid: "a" }])));
    }),
    { numRuns: 300 },
  );
});

test("an Authorization header is refused whatever else it holds", async () => {
  const part = fc.oneof(
    fc.base64String(),
    fc.string().map(base64url),
    fc.constantFrom("", "eyJ", "Bearer", " ", ",", '"'),
  );
  const header = fc
    .array(part, { maxLength: 6 })
    .chain((parts) => fc.constantFrom(`Bearer ${parts.join(".")}`, parts.join(" "), `Bearer ${parts.join("")}`));
  await fc.assert(
    fc.asyncProperty(header, async (Authorization) => {
      const response = await request("/get_chain", { headers: { Authorization } });
      expect({ verdict: await verdictOf(response), status: response.status }).toEqual({
        verdict: "refused",
        status: 401,
      });
    }),
    { numRuns: 300 },
  );
});

test("a key set with arbitrary members causes no server error, and its good key still works", async () => {
  const members = fc.dictionary(
    fc.constantFrom("kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops", "ext"),
    fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(key.jwk), "RSA", "OKP", "sig", ["verify"])),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(members, { maxLength: 4 }), async (others) => {
      const token = await signToken(key);
      expect(await verdictOf(await readWith(token, [...others, key.jwk]))).toBe("taken");
      expect(["taken", "refused"]).toContain(await verdictOf(await readWith(token, others)));
    }),
    { numRuns: 150 },
  );
});

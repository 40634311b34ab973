import { createPrivateKey, createPublicKey } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Malformed } from "../../src/chain/text/malformed.ts";
import { thumbprintOf } from "../../src/chain/sealed/public-key.ts";
import {
  type AuthorKey,
  exportAuthorKey,
  generateAuthorKey,
  importAuthorKey,
  signBytes,
} from "../../src/client/signing/author-key.ts";
import { Author } from "../support/chain/authors.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const ALGORITHMS = ["Ed25519", "ES256"] as const;

/** A private key as another program writes it. */
const foreign = (author: Author) => author.privateKey.export({ format: "jwk" });

/** Whether Node's own cryptography verifies a signature. */
function verifies({ publicKey }: AuthorKey, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const name = publicKey.kty === "OKP" ? "Ed25519" : { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = createPublicKey({ key: { ...publicKey }, format: "jwk" }).toCryptoKey(name, true, ["verify"]);
  return crypto.subtle.verify(name, key, Buffer.from(signature), Buffer.from(bytes));
}

const BYTES = new Uint8Array([1, 2, 3]);

describe.each(ALGORITHMS)("a generated key for %s", (algorithm) => {
  test("signs, and cannot be exported unless that was asked for", async () => {
    const key = await generateAuthorKey({ algorithm });

    expect(key.thumbprint).toBe(await thumbprintOf(key.publicKey));
    expect(await verifies(key, BYTES, await signBytes(BYTES, key))).toBe(true);
    expect(key.privateKey.extractable).toBe(false);
    await expect(exportAuthorKey(key)).rejects.toMatchObject({ name: "InvalidAccessError" });
  });

  test("is the same key after it was exported and imported, and signs", async () => {
    const key = await generateAuthorKey({ algorithm, extractable: true });
    const exported = await exportAuthorKey(key);
    const imported = await importAuthorKey(JSON.parse(JSON.stringify(exported)), true);

    expect({ ...imported, privateKey: undefined }).toEqual({ ...key, privateKey: undefined });
    expect(await exportAuthorKey(imported)).toEqual(exported);
    expect(Object.keys(exported).toSorted()).toEqual(Object.keys({ ...key.publicKey, d: "" }).toSorted());
    expect(await verifies(key, BYTES, await signBytes(BYTES, imported))).toBe(true);
    await expect(importAuthorKey(exported).then(exportAuthorKey)).rejects.toMatchObject({ name: "InvalidAccessError" });
  });

  test("is copied as a whole by the algorithm with which browsers store it", async () => {
    const key = structuredClone(await generateAuthorKey({ algorithm }));

    expect(await verifies(key, BYTES, await signBytes(BYTES, key))).toBe(true);
  });
});

describe("a generated key", () => {
  test("is for Ed25519 unless another was asked for, and for ES256 where the platform has none", async () => {
    expect((await generateAuthorKey()).publicKey.kty).toBe("OKP");

    const generateKey = crypto.subtle.generateKey.bind(crypto.subtle) as (...parts: readonly unknown[]) => never;
    vi.spyOn(crypto.subtle, "generateKey").mockImplementation((algorithm: unknown, isExtractable, usages) =>
      algorithm === "Ed25519"
        ? Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError"))
        : generateKey(algorithm, isExtractable, usages),
    );
    const key = await generateAuthorKey();
    expect(key.publicKey.kty).toBe("EC");
    expect(await verifies(key, BYTES, await signBytes(BYTES, key))).toBe(true);
    await expect(generateAuthorKey({ algorithm: "Ed25519" })).rejects.toMatchObject({ name: "NotSupportedError" });
  });
});

describe("an imported key", () => {
  const rao = new Author("dr-rao");
  const registry = new Author("registry", "ES256");
  const eve = new Author("eve");

  test.each([rao, registry])("may come from another program, with members that it adds: $algorithm", async (author) => {
    const jwk = { ...foreign(author), kid: "my key", use: "sig", alg: author.algorithm, key_ops: ["sign"] };

    expect(await importAuthorKey(jwk)).toMatchObject({ publicKey: author.jwk, thumbprint: author.thumbprint });
  });

  const key = foreign(rao);
  const pair = foreign(registry);
  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["text", JSON.stringify(key)],
    ["a list", [key]],
    ["public", rao.jwk],
    ["without its public half", { ...key, x: undefined }],
    ["with another's public half", { ...key, x: eve.jwk.x }],
    ["for ES256 with another's public half", { ...new Author("b", "ES256").jwk, d: pair["d"] }],
    ["for ES256 off the curve", { ...pair, y: pair["x"] }],
    ["for ES256 without y", { ...pair, y: undefined }],
    ["with a private half that is too short", { ...key, d: "AAAA" }],
    ["with a private half that is no base64url", { ...key, d: "*".repeat(43) }],
    ["with a private half that is no text", { ...key, d: 7 }],
    ["with a public half of small order", { ...key, x: "A".repeat(43) }],
    ["of another curve", { ...key, crv: "Ed448" }],
    ["secret", { kty: "oct", k: "AAAA", d: "AAAA" }],
    ["for RSA", { kty: "RSA", n: "AQAB", e: "AQAB", d: "AQAB" }],
  ])("is refused if it is %s, and no message quotes it", async (_, value) => {
    const error: unknown = await importAuthorKey(value).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Malformed);
    for (const secret of [key["d"], pair["d"]]) expect(String(error)).not.toContain(secret);
  });

  test("signs what Node signs with the same key", async () => {
    const imported = await importAuthorKey(foreign(rao));
    expect(createPrivateKey({ key: { ...foreign(rao) }, format: "jwk" }).equals(rao.privateKey)).toBe(true);
    const jws = rao.jws({ kind: "record" }, "ledger");
    const [header = "", , signature = ""] = jws.split(".");
    const payload = Buffer.from('{"kind":"record","ledger":"ledger"}').toString("base64url");
    const input = new TextEncoder().encode(`${header}.${payload}`);
    expect(Buffer.from(await signBytes(input, imported)).toString("base64url")).toBe(signature);
  });
});

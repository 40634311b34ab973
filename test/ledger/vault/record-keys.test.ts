import { afterEach, describe, expect, test, vi } from "vitest";
import { hex } from "../../../src/chain/text/hex.ts";
import { Malformed } from "../../../src/chain/text/malformed.ts";
import { parseRecordKeys } from "../../../src/ledger/vault/record-keys.ts";
import { newRecordKey, vaultOf } from "../../support/ledger/vaults.ts";
import { deploy, deployedWith } from "../../support/worker/deployment.ts";

const KEY = newRecordKey();
const OTHER = newRecordKey();
const text = JSON.stringify;

/** Values of RECORD_KEY that are not valid. */
const MALFORMED: Record<string, string> = {
  "no JSON": "secret",
  "a key without quotes": KEY.k,
  "a truncated key": text(KEY).slice(0, -2),
  "an array": text([KEY]),
  null: "null",
  "a text": text(KEY.k),
  "an empty object": "{}",
  "a key without bytes": text({ kty: "oct" }),
  "a key with empty bytes": text({ kty: "oct", k: "" }),
  "a key whose bytes are a number": text({ kty: "oct", k: 7 }),
  "a key of another type": text({ ...KEY, kty: "OKP" }),
  "a key without a type": text({ k: KEY.k }),
  "a key of 31 bytes": text({ kty: "oct", k: "A".repeat(42) }),
  "a key of 33 bytes": text({ kty: "oct", k: "A".repeat(44) }),
  "a key of 64 bytes": text({ kty: "oct", k: "A".repeat(86) }),
  "padded base64": text({ kty: "oct", k: `${KEY.k}=` }),
  "standard base64": text({ kty: "oct", k: `${"A".repeat(41)}+A` }),
  "base64url that is not canonical": text({ kty: "oct", k: `${"A".repeat(42)}B` }),
  "base64url with a line feed": text({ kty: "oct", k: `${KEY.k}\n` }),
  hexadecimal: text({ kty: "oct", k: "0123456789abcdef".repeat(4) }),
  "a repeated member": `{"kty":"oct","k":"${KEY.k}","k":"${OTHER.k}"}`,
  "an empty key set": text({ keys: [] }),
  "a key set with three keys": text({ keys: [KEY, OTHER, newRecordKey()] }),
  "a key set with a malformed second key": text({ keys: [KEY, { ...OTHER, kty: "RSA" }] }),
  "a key set with null": text({ keys: [null] }),
  "a key set that is an object": text({ keys: { 0: KEY } }),
  "the same key twice": text({ keys: [KEY, KEY] }),
};

afterEach(() => vi.restoreAllMocks());

describe("RECORD_KEY", () => {
  test.each(Object.entries(MALFORMED))(
    "is not valid with %s, and the error quotes nothing of it",
    async (_, secret) => {
      const error: unknown = await parseRecordKeys(secret).catch((fault: unknown) => fault);

      expect(error).toBeInstanceOf(Malformed);
      const { message } = error as Error;
      expect(message).toMatch(/^RECORD_KEY /);
      for (const hidden of [KEY.k, OTHER.k, "secret", "AAAA"]) expect(message).not.toContain(hidden);
    },
  );

  test.each<[string, object, number]>([
    ["a key", KEY, 1],
    ["a key with other members", { ...KEY, alg: "A256KW", use: "enc", kid: "2026" }, 1],
    ["a key set with one key", { keys: [KEY] }, 1],
    ["a key set with two keys", { keys: [KEY, OTHER] }, 2],
  ])("is valid with %s", async (_, secret, length) => {
    const keys = await parseRecordKeys(text(secret));

    expect(keys.map(({ fingerprint }) => fingerprint)).toEqual(
      Array.from({ length }, () => expect.stringMatching(/^[0-9a-f]{8}$/)),
    );
  });

  test("names each key by a fingerprint that is always the same, and not part of the key", async () => {
    const [first, second] = await parseRecordKeys(text({ keys: [KEY, OTHER] }));
    const [again] = await parseRecordKeys(text(KEY));

    expect(first.fingerprint).toBe(again.fingerprint);
    expect(first.fingerprint).not.toBe(second?.fingerprint);
    const bytes = Uint8Array.from(atob(KEY.k.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    expect(hex(bytes)).not.toContain(first.fingerprint);
  });
});

describe("a vault with a malformed RECORD_KEY", () => {
  deployedWith({});

  test("is closed as without one, and a line of the log says why, once", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await deploy({ RECORD_KEY: text({ ...KEY, kty: "RSA" }) });

    expect(await vaultOf().create()).toEqual({ outcome: "key-missing" });
    expect(await vaultOf().open("0123456789abcdef0123456789abcdef")).toEqual({ outcome: "key-missing" });

    const lines = log.mock.calls.map(([line]) => String(line));
    expect(lines).toEqual([expect.stringContaining('"setting":"RECORD_KEY"')]);
    expect(lines.join()).not.toContain(KEY.k);
  });
});

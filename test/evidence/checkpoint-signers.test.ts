import { describe, expect, test } from "vitest";
import { openCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { CheckpointSigners } from "../../src/ledger/signing/checkpoint-signers.ts";
import { verifierKeyText } from "../../src/evidence/notes/note.ts";
import { squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary, noteOf } from "../support/chain/notaries.ts";

const ORIGIN = "clinic.example";
const ledger = new Notary(`${ORIGIN}/ledgers/main`);
const next = new Notary(ledger.name, "the next key");
const evidence = new Evidence(squaresChain, ledger);
const ROOT = Uint8Array.from(Buffer.from(evidence.root(6), "hex"));

const signersWith = (secret: string, origin: string | undefined = ORIGIN) =>
  new CheckpointSigners({ LEDGER_SIGNING_KEY: secret, LEDGER_ORIGIN: origin });

describe("a deployment's signing key", () => {
  test("signs the checkpoint of each ledger under its own name", async () => {
    const signers = signersWith(JSON.stringify(ledger.jwk));
    const other = new Notary(`${ORIGIN}/ledgers/class-7`, ledger.name);

    expect(signers.exist).toBe(true);
    expect(await signers.sign("main", 6, ROOT)).toBe(evidence.checkpoint(6));
    expect(await signers.sign("class-7", 6, ROOT)).toBe(new Evidence(squaresChain, other).checkpoint(6));
    expect((await signers.verifiers("main")).map(verifierKeyText)).toEqual([ledger.vkey(LOG_TYPE)]);
    expect((await signers.verifiers("class-7")).map(verifierKeyText)).toEqual([other.vkey(LOG_TYPE)]);
  });

  test("may be a set of keys, the old and the new one, all of which sign", async () => {
    const signers = signersWith(JSON.stringify({ keys: [ledger.jwk, next.jwk] }));
    const text = evidence.text(6);
    const signed = await signers.sign("main", 6, ROOT);

    expect(signed).toBe(noteOf(text, ledger.line(text), next.line(text)));
    for (const key of await signers.verifiers("main")) {
      expect((await openCheckpoint(signed, { ledger: [key] })).size).toBe(6);
    }
  });

  test("may be missing: then nothing is signed", async () => {
    for (const settings of [{}, { LEDGER_SIGNING_KEY: "" }, { LEDGER_ORIGIN: ORIGIN }]) {
      const signers = new CheckpointSigners(settings);
      expect(signers.exist).toBe(false);
      expect(await signers.verifiers("main")).toEqual([]);
    }
  });

  test.each([undefined, "", "two words", "a+b", "a\n"])("is refused with the origin %j", (origin) => {
    const settings = {
      LEDGER_SIGNING_KEY: JSON.stringify(ledger.jwk),
      ...(origin === undefined ? {} : { LEDGER_ORIGIN: origin }),
    };
    expect(() => new CheckpointSigners(settings)).toThrow(expect.objectContaining({ name: "Malformed" }));
  });
});

describe("an invalid signing key is refused, and never quoted:", () => {
  const { d = "", x = "" } = ledger.jwk;
  const jwk = JSON.stringify(ledger.jwk);

  test.each<[string, string]>([
    ["a key's private half alone", d],
    ["a truncated key", jwk.slice(0, -2)],
    ["a key after other text", `LEDGER_SIGNING_KEY=${jwk}`],
    ["text in quotes", JSON.stringify(d)],
    ["a number", "5"],
    ["null", "null"],
    ["a list of keys rather than a key set", `[${jwk}]`],
    ["a key set without keys", `{"keys":[]}`],
    ["a key set that is text", `{"keys":"${d}"}`],
    ["a key set that is a key", `{"keys":${jwk}}`],
    ["a key set of nothing", `{"keys":[null]}`],
    ["a key set with an invalid key", `{"keys":[${jwk},{"d":"${d}"}]}`],
    ["a public key", JSON.stringify({ ...ledger.jwk, d: undefined })],
    ["a public half of another type", JSON.stringify({ ...ledger.jwk, x: 5 })],
    ["a private half of another type", JSON.stringify({ ...ledger.jwk, d: { d } })],
    ["another curve", JSON.stringify({ ...ledger.jwk, crv: "P-256" })],
    ["the public half of another key", JSON.stringify({ ...ledger.jwk, x: next.jwk.x })],
  ])("%s", async (_, secret) => {
    const refused = await (async () => signersWith(secret).sign("main", 6, ROOT))().catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(Error);
    expect(refused).toMatchObject({ name: "Malformed" });
    const { message, stack = "" } = refused as Error;
    for (const secretPart of [d, d.slice(0, 12)]) expect(message + stack).not.toContain(secretPart);
    expect(message).not.toContain(x);
  });
});

import { createPublicKey, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  cosignText,
  noteText,
  openSigner,
  parseNote,
  parseVerifierKey,
  SIGNATURE_TYPE,
  signText,
  signatureLine,
  verifierKeyText,
  verifyNote,
} from "../../src/evidence/notes/note.ts";
import { LOG_TYPE, Notary, noteOf, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { withBitFlipped } from "../support/chain/trees.ts";

/** The vector that golang.org/x/mod/sumdb/note publishes. */
const PUBLISHED = {
  vkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
};

const ledger = new Notary("clinic.example/ledgers/main");
const witness = new Notary("witness.example");
const TEXT = "clinic.example/ledgers/main\n1\nAAAA\n";
const TIME = 1_767_312_000;

const logKey = await parseVerifierKey(ledger.vkey(LOG_TYPE));
const cosigner = await openSigner(witness.jwk, witness.name, SIGNATURE_TYPE.cosignature);
const witnessKey = await parseVerifierKey(witness.vkey(WITNESS_TYPE));

/** The names whose keys signed a note. */
async function signersOf(note: string, keys = [logKey, witnessKey]): Promise<string[]> {
  return (await verifyNote(parseNote(note), keys)).map(({ key }) => key.name);
}

describe("the published vector", () => {
  const note = noteOf(PUBLISHED.text, PUBLISHED.line);

  test("verifies, and is written exactly as it was read", async () => {
    const key = await parseVerifierKey(PUBLISHED.vkey);

    expect(key).toMatchObject({ name: "PeterNeumann", id: "c74f20a3", type: SIGNATURE_TYPE.ed25519 });
    expect(await signersOf(note, [key])).toEqual(["PeterNeumann"]);
    expect(verifierKeyText(key)).toBe(PUBLISHED.vkey);
    expect(noteText(parseNote(note))).toBe(note);
    expect(parseNote(note).text).toBe(PUBLISHED.text);
  });

  test("is refused if any bit of its signature or text is flipped", async () => {
    const key = await parseVerifierKey(PUBLISHED.vkey);
    const { text, signatures } = parseNote(note);
    const [line] = signatures;
    if (!line) throw new Error("the note has no signature");
    for (let bit = 0; bit < 64 * 8; bit += 1) {
      const signature = withBitFlipped(line.signature, bit);
      await expect(verifyNote({ text, signatures: [{ ...line, signature }] }, [key])).rejects.toThrow("not valid");
    }
    for (const place of Array.from(text).keys()) {
      const edited = `${text.slice(0, place)}${text[place] === "x" ? "y" : "x"}${text.slice(place + 1)}`;
      await expect(verifyNote({ text: edited, signatures }, [key])).rejects.toThrow("not valid");
    }
  });
});

describe("signing", () => {
  test("produces the same line as another Ed25519 implementation, with the same key id", async () => {
    const signer = await openSigner(ledger.jwk, ledger.name, SIGNATURE_TYPE.ed25519);

    expect(verifierKeyText(signer.verifier)).toBe(ledger.vkey(LOG_TYPE));
    expect(signatureLine(await signText(TEXT, signer))).toBe(ledger.line(TEXT));
  });

  test("signs text beyond ASCII as its UTF-8 bytes", async () => {
    const text = "Größe – आकार – 🩺\n";
    const signer = await openSigner(ledger.jwk, ledger.name, SIGNATURE_TYPE.ed25519);

    expect(signatureLine(await signText(text, signer))).toBe(ledger.line(text));
    expect(await signersOf(noteOf(text, ledger.line(text)))).toEqual([ledger.name]);
  });

  test.each([
    ["a public key alone", { ...ledger.jwk, d: undefined }],
    ["another curve", { ...ledger.jwk, crv: "X25519" }],
    ["another type of key", { ...ledger.jwk, kty: "EC" }],
    ["no public half", { ...ledger.jwk, x: undefined }],
    ["a truncated public half", { ...ledger.jwk, x: ledger.jwk.x?.slice(0, -4) }],
    ["a truncated private half", { ...ledger.jwk, d: ledger.jwk.d?.slice(0, -4) }],
    ["the public half of another key", { ...ledger.jwk, x: witness.jwk.x }],
  ])("is refused with %s as key", async (_, jwk) => {
    await expect(openSigner(jwk, "name", SIGNATURE_TYPE.ed25519)).rejects.toMatchObject({ name: "Malformed" });
  });

  test.each(["", "two words", "a+b", "a\nb", "a\tb", "a\u00a0b", "a\u0085b", "a\u2028b", "a\u3000b"])(
    "is refused with the name %j",
    async (name) => {
      await expect(openSigner(ledger.jwk, name, SIGNATURE_TYPE.ed25519)).rejects.toMatchObject({ name: "Malformed" });
    },
  );
});

describe("verifying", () => {
  test("reports a note's signers, and ignores unknown ones", async () => {
    const stranger = new Notary("stranger.example");
    const note = noteOf(TEXT, stranger.line(TEXT), ledger.line(TEXT), witness.cosignatureLine(TEXT, TIME));

    expect(await signersOf(note)).toEqual([ledger.name, witness.name]);
    expect(await signersOf(note, [logKey])).toEqual([ledger.name]);
    expect(await signersOf(note, [])).toEqual([]);
  });

  test("ignores a signature that shares only its name or only its id with a known key", async () => {
    const namesake = new Notary(ledger.name, "another seed");
    const borrowed = ledger.line(TEXT).replace(ledger.name, "another.example");

    expect(await signersOf(noteOf(TEXT, namesake.line(TEXT)))).toEqual([]);
    expect(await signersOf(noteOf(TEXT, borrowed))).toEqual([]);
    expect(await signersOf(noteOf(TEXT, namesake.line(TEXT), borrowed, ledger.line(TEXT)))).toEqual([ledger.name]);
  });

  test("refuses the whole note if one known key's signature is wrong, even if others are right", async () => {
    const wrong = ledger.line("another text\n");
    for (const lines of [
      [witness.cosignatureLine(TEXT, TIME), wrong],
      [ledger.line(TEXT), wrong],
      [wrong, ledger.line(TEXT)],
    ]) {
      await expect(signersOf(noteOf(TEXT, ...lines))).rejects.toMatchObject({ name: "Malformed" });
    }
  });

  test("counts a key once, however often it signed", async () => {
    const lines = [TIME, TIME + 1].map((time) => witness.cosignatureLine(TEXT, time));

    expect(await signersOf(noteOf(TEXT, ...lines))).toEqual([witness.name]);
  });

  test("refuses a signature that is too short or too long for its type", async () => {
    const [signature] = parseNote(noteOf(TEXT, ledger.line(TEXT))).signatures;
    if (!signature) throw new Error("the note has no signature");
    for (const bytes of [signature.signature.slice(0, 63), Uint8Array.of(...signature.signature, 0)]) {
      const note = { text: TEXT, signatures: [{ ...signature, signature: bytes }] };
      await expect(verifyNote(note, [logKey])).rejects.toThrow("not valid");
    }
  });
});

describe("a witness's cosignature", () => {
  test("is eight bytes of time and an Ed25519 signature over a header, the time and the text", async () => {
    const { signature, id } = await cosignText(TEXT, TIME, cosigner);
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: witness.jwk.x ?? "" }, format: "jwk" });
    const message = Buffer.from(`cosignature/v1\ntime ${TIME}\n${TEXT}`);

    expect(signature.length).toBe(72);
    expect(Buffer.from(signature).readBigUInt64BE()).toBe(BigInt(TIME));
    expect(verify(null, message, key, signature.subarray(8))).toBe(true);
    expect(id).toBe(witness.id(WITNESS_TYPE).toString("hex"));
    expect(signatureLine(await cosignText(TEXT, TIME, cosigner))).toBe(witness.cosignatureLine(TEXT, TIME));
  });

  test("preserves a time beyond 32 bits", async () => {
    const late = 2 ** 33 + 5;
    expect(signatureLine(await cosignText(TEXT, late, cosigner))).toBe(witness.cosignatureLine(TEXT, late));
    expect(await signersOf(noteOf(TEXT, witness.cosignatureLine(TEXT, late)))).toEqual([witness.name]);
  });

  test("is refused if any bit of its time or signature is flipped", async () => {
    const [line] = parseNote(noteOf(TEXT, witness.cosignatureLine(TEXT, TIME))).signatures;
    if (!line) throw new Error("the note has no signature");
    for (let bit = 0; bit < 72 * 8; bit += 1) {
      const signature = withBitFlipped(line.signature, bit);
      const note = { text: TEXT, signatures: [{ ...line, signature }] };
      await expect(verifyNote(note, [witnessKey])).rejects.toThrow("not valid");
    }
  });

  test("is refused with a time of 2^63 or more, even if correctly signed", async () => {
    const time = 2 ** 63;
    await expect(signersOf(noteOf(TEXT, witness.cosignatureLine(TEXT, time)))).rejects.toThrow("not valid");
  });

  test("does not pass for a log's signature, nor a log's for a cosignature, even with the same key", async () => {
    const asLog = await parseVerifierKey(witness.vkey(LOG_TYPE));

    expect(witnessKey.id).not.toBe(asLog.id);
    expect(await signersOf(noteOf(TEXT, witness.cosignatureLine(TEXT, TIME)), [asLog])).toEqual([]);
    expect(await signersOf(noteOf(TEXT, witness.line(TEXT)), [witnessKey])).toEqual([]);
  });
});

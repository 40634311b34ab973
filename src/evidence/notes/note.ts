import { base64, fromBase64 } from "./base64.ts";
import { sha256 } from "../../chain/text/canonical.ts";
import { fromHex, hex } from "../../chain/text/hex.ts";
import { Malformed } from "../../chain/text/malformed.ts";

/** A text followed by signatures (C2SP signed-note). */
export interface Note {
  /** The signed text, including its final line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** One signature line of a note. */
export interface NoteSignature {
  /** The name of the key. */
  readonly name: string;
  /** The key's id, four bytes in hex. It helps to find the key, and proves nothing. */
  readonly id: string;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** A key that verifies signatures (C2SP signed-note, "verifier keys"): `<name>+<id>+<base64 of type and key>`. */
export interface VerifierKey {
  readonly name: string;
  readonly id: string;
  readonly type: SignatureType;
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/** The supported signature types: a log's own (Ed25519), and a witness's timestamped one (tlog-cosignature). */
export const SIGNATURE_TYPE = { ed25519: 0x01, cosignature: 0x04 } as const;
export type SignatureType = (typeof SIGNATURE_TYPE)[keyof typeof SIGNATURE_TYPE];

/** A signing key as a JSON Web Key (RFC 8037): `{"kty": "OKP", "crv": "Ed25519", "d": …, "x": …}`. */
export interface SigningJwk {
  readonly kty?: string | undefined;
  readonly crv?: string | undefined;
  readonly d?: string | undefined;
  readonly x?: string | undefined;
}

/** A `CryptoKey`; the platforms' type definitions name it differently. */
type PrivateKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A named key, ready to sign. */
export interface Signer {
  readonly verifier: VerifierKey;
  readonly privateKey: PrivateKey;
}

/** A verifier key is of a type that is not supported here, such as ML-DSA-44 (0x06). */
export class UnknownKeyType extends Malformed {}

/** The maximum length of a note, in UTF-16 code units, and the maximum number of its signatures. */
const LIMITS = { characters: 262_144, signatures: 64 } as const;

const SIGNATURE_LINE = /^— ([^\p{White_Space}+]+) (\S+)$/u;
const KEY_NAME = /^[^\p{White_Space}+]+$/u;
const encoder = new TextEncoder();

/**
 * Parses a note. Do not trust its content until {@link verifyNote} has verified a signature.
 *
 * @throws Malformed if the text is not a note
 */
export function parseNote(note: string): Note {
  if (note.length > LIMITS.characters) throw new Malformed("the note is too long");
  // Below U+0020, signed-note allows only line feeds.
  if (!note.isWellFormed() || /[^\P{Cc}\n\u007f-\u009f]/u.test(note)) {
    throw new Malformed("the note holds characters that are not allowed in a note");
  }
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw new Malformed("the note has no signatures below an empty line");
  const lines = note.slice(split + 2, -1).split("\n");
  if (lines.length > LIMITS.signatures) throw new Malformed("the note has too many signatures");
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignatureLine) };
}

/**
 * Parses one signature line, given without its line feed.
 *
 * @throws Malformed if it is not a signature line
 */
export function parseSignatureLine(line: string): NoteSignature {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (!name || !bytes || bytes.length < 5) throw new Malformed("a signature line is malformed");
  return { name, id: hex(bytes.subarray(0, 4)), signature: bytes.slice(4) };
}

/** A signature as a line of a note, with its line feed. */
export function signatureLine({ name, id, signature }: NoteSignature): string {
  return `— ${name} ${base64(Uint8Array.of(...fromHex(id), ...signature))}\n`;
}

/** A note as text. */
export function noteText({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(signatureLine).join("")}`;
}

/**
 * Parses a verifier key.
 *
 * @throws Malformed if it is not a verifier key, or its id does not match its name and key
 * @throws UnknownKeyType if it is well formed but of an unsupported type
 */
export async function parseVerifierKey(vkey: string): Promise<VerifierKey> {
  const [, name, id, encoded] = /^([^\p{White_Space}+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(vkey) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (!name || !id || !bytes || bytes.length < 2) throw new Malformed("not a verifier key: <name>+<id>+<base64>");
  const type = Object.values(SIGNATURE_TYPE).find((known) => known === bytes[0]);
  if (type === undefined) throw new UnknownKeyType(`the verifier key ${name} has an unknown type`);
  if (bytes.length !== 33) throw new Malformed("not a verifier key: <name>+<id>+<base64>");
  const key = await verifierKey(name, type, bytes.slice(1));
  if (key.id !== id) throw new Malformed(`the id of the verifier key ${name} does not match its name and key`);
  return key;
}

/** A verifier key as text. */
export function verifierKeyText({ name, id, type, publicKey }: VerifierKey): string {
  return `${name}+${id}+${base64(Uint8Array.of(type, ...publicKey))}`;
}

/** Builds a verifier key. Its id is the first four bytes of SHA-256(name || 0x0A || type || key). */
async function verifierKey(
  name: string,
  type: SignatureType,
  publicKey: Uint8Array<ArrayBuffer>,
): Promise<VerifierKey> {
  const named = encoder.encode(`${name}\n`);
  const bytes = new Uint8Array(named.length + 1 + publicKey.length);
  bytes.set(named);
  bytes[named.length] = type;
  bytes.set(publicKey, named.length + 1);
  const hash = await sha256(bytes);
  return { name, id: hex(hash.subarray(0, 4)), type, publicKey };
}

/**
 * Imports a key for signing under a name.
 *
 * @throws Malformed if the key is not a private Ed25519 key, or the name is empty or has spaces or a plus sign
 */
export async function openSigner(jwk: SigningJwk, name: string, type: SignatureType): Promise<Signer> {
  const { kty, crv, d, x } = jwk;
  if (typeof kty !== "string" || typeof crv !== "string" || typeof d !== "string" || typeof x !== "string") {
    throw new Malformed("a signing key must be a private Ed25519 key as a JSON Web Key (RFC 8037)");
  }
  const verifier = await openVerifier(jwk, name, type);
  const { publicKey } = verifier;
  const privateKey = await crypto.subtle.importKey("jwk", { kty, crv, d, x }, "Ed25519", false, ["sign"]).catch(() => {
    throw new Malformed("the signing key cannot be used");
  });
  // Not every platform checks that the private and the public key belong together.
  const trial = new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, publicKey));
  const verifying = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  if (!(await crypto.subtle.verify("Ed25519", verifying, trial, publicKey))) {
    throw new Malformed("the public key in the signing key does not belong to the private key");
  }
  return { verifier, privateKey };
}

/**
 * Builds the verifier key of a signing key under a name.
 *
 * @throws Malformed if it is not an Ed25519 key, or the name is empty or has spaces or a plus sign
 */
export async function openVerifier(jwk: SigningJwk, name: string, type: SignatureType): Promise<VerifierKey> {
  const x = typeof jwk.x === "string" ? jwk.x.replaceAll("-", "+").replaceAll("_", "/") : undefined;
  const publicKey = x === undefined ? undefined : fromBase64(x.padEnd(Math.ceil(x.length / 4) * 4, "="));
  if (jwk.kty !== "OKP" || jwk.crv !== "Ed25519" || publicKey?.length !== 32) {
    throw new Malformed("a signing key must be an Ed25519 key as a JSON Web Key (RFC 8037)");
  }
  if (!KEY_NAME.test(name)) throw new Malformed("a key's name must not be empty or contain spaces or a plus sign");
  return verifierKey(name, type, publicKey);
}

/** Signs a text as a log does (type 0x01): the signature covers the text itself. */
export async function signText(text: string, { verifier, privateKey }: Signer): Promise<NoteSignature> {
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, encoder.encode(text)));
  return { name: verifier.name, id: verifier.id, signature };
}

/**
 * Signs a text as a witness does (C2SP tlog-cosignature, type 0x04): the signature covers the time and the text.
 *
 * @param time in whole seconds since 1970
 */
export async function cosignText(text: string, time: number, { verifier, privateKey }: Signer): Promise<NoteSignature> {
  const message = encoder.encode(cosignedMessage(text, time));
  const signature = new Uint8Array(8 + 64);
  new DataView(signature.buffer).setBigUint64(0, BigInt(time));
  signature.set(new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, message)), 8);
  return { name: verifier.name, id: verifier.id, signature };
}

function cosignedMessage(text: string, time: number | bigint): string {
  return `cosignature/v1\ntime ${time}\n${text}`;
}

/** A signature that was verified, and the key that it is by. */
export interface VerifiedSignature {
  readonly key: VerifierKey;
  readonly signature: NoteSignature;
}

/**
 * Verifies a note's signatures.
 *
 * @returns for each key that signed the note, its first signature; signatures by other keys are ignored
 * @throws Malformed if a signature by one of the keys is invalid; the note must then not be trusted at all
 */
export async function verifyNote(note: Note, keys: readonly VerifierKey[]): Promise<VerifiedSignature[]> {
  const signedBy: VerifiedSignature[] = [];
  for (const signature of note.signatures) {
    const key = keys.find(({ name, id }) => name === signature.name && id === signature.id);
    if (!key) continue;
    if (!(await isSignature(note.text, signature.signature, key))) {
      throw new Malformed(`the signature of ${key.name} is not valid`);
    }
    if (!signedBy.some((known) => known.key === key)) signedBy.push({ key, signature });
  }
  return signedBy;
}

async function isSignature(
  text: string,
  signature: Uint8Array<ArrayBuffer>,
  { type, publicKey }: VerifierKey,
): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  if (type === SIGNATURE_TYPE.ed25519) {
    return signature.length === 64 && crypto.subtle.verify("Ed25519", key, signature, encoder.encode(text));
  }
  if (signature.length !== 8 + 64) return false;
  const time = timeIn(signature);
  const message = encoder.encode(cosignedMessage(text, time));
  return time < 2n ** 63n && crypto.subtle.verify("Ed25519", key, signature.slice(8), message);
}

/** The time of a verified cosignature, in whole seconds since 1970: its witness's word, and any number below 2^63. */
export function cosignatureTime({ signature }: NoteSignature): number {
  return Number(timeIn(signature));
}

/** The time in the first eight bytes of a cosignature. */
function timeIn(signature: Uint8Array<ArrayBuffer>): bigint {
  return new DataView(signature.buffer).getBigUint64(0);
}

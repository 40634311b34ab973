/** What a ciphertext is encrypted with. */
export interface DisclosureKey {
  /** Finds the key in the vault. */
  readonly keyId: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
}

/** The lengths of the random values of a key, in bytes: most of its id, and the key. */
const RANDOM = { id: 10, key: 32 } as const;

/**
 * An id begins with the time, so that the vault stores keys that come together beside each other. With wholly random ids
 * it would write a page of its database for each.
 */
const TIME_BYTES = 6;

/** Ciphertexts are padded to a multiple of this, so that they tell little about the length of a name. */
const PADDING = 256;

/** Each key encrypts one version, so the initialization vector may be fixed. */
const IV = new Uint8Array(12);

const SEPARATOR = "~";
const PAD = "\0";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A new random key with a new id. */
export function newDisclosureKey(): DisclosureKey {
  const random = crypto.getRandomValues(new Uint8Array(RANDOM.id + RANDOM.key));
  return { keyId: keyIdOf(Date.now(), random.subarray(0, RANDOM.id)), key: random.slice(RANDOM.id) };
}

/**
 * Encrypts disclosures (AES-256-GCM, NIST SP 800-38D).
 *
 * @param key encrypts nothing else
 * @param bound what the ciphertext belongs to: the hash of genesis, and the commitment
 */
export async function encryptDisclosures(
  disclosures: readonly string[],
  key: Uint8Array<ArrayBuffer>,
  bound: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const text = disclosures.join(SEPARATOR);
  const padded = text.padEnd(Math.ceil(text.length / PADDING) * PADDING, PAD);
  return new Uint8Array(await crypto.subtle.encrypt(cipherOf(bound), imported, encoder.encode(padded)));
}

/**
 * Decrypts what {@link encryptDisclosures} encrypted.
 *
 * @returns `undefined` if the ciphertext, the key, or what it is bound to is not the right one
 */
export async function decryptDisclosures(
  ciphertext: Uint8Array<ArrayBuffer>,
  key: Uint8Array<ArrayBuffer>,
  bound: string,
): Promise<string[] | undefined> {
  try {
    const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    const bytes = await crypto.subtle.decrypt(cipherOf(bound), imported, ciphertext);
    return decoder.decode(bytes).replace(/\0+$/, "").split(SEPARATOR);
  } catch (error) {
    // Anything that was edited fails to decrypt, and what decrypts was encrypted here.
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

function cipherOf(bound: string) {
  return { name: "AES-GCM", iv: IV, additionalData: encoder.encode(bound) };
}

/** The id of a key: the time in milliseconds since 1970 as a big-endian number, and random bytes. */
function keyIdOf(now: number, random: Uint8Array): Uint8Array<ArrayBuffer> {
  const id = new Uint8Array(TIME_BYTES + random.length);
  const view = new DataView(id.buffer);
  view.setUint16(0, Math.floor(now / 2 ** 32));
  view.setUint32(2, now % 2 ** 32);
  id.set(random, TIME_BYTES);
  return id;
}

/**
 * The WebAssembly module `nonce-search.wasm`, seen from outside. It is compiled from assembly/ by `npm run build:kernel`
 * and checked in, so that nobody needs the compiler (94 MB) who does not change it; the long suite compiles it again and
 * compares the bytes.
 */

/** An address in the kernel's memory. */
interface Place {
  readonly value: number;
}

/** What assembly/ exports, the module `nonce-search.wasm`. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly message: Place;
  readonly tail: Place;
  readonly begin: () => void;
  readonly absorb: () => void;
  readonly complete: (bytesBefore: number, bytesBehind: number) => void;
  /** The smallest of `count` nonces whose hash has a first word of at most `most`, or -1. */
  readonly nonces: (first: number, count: number, most: number) => number;
  /** The same of the proofs of the `squares` puzzle. */
  readonly squares: (previousProof: number, first: number, count: number, most: number) => number;
}

/** The kernel writes differences of squares with up to 18 digits; those of proofs up to here have no more. */
export const SQUARES_LIMIT = 10 ** 9;

/** The kernel's room for what stands behind the nonce. Canonical blocks have 40 bytes there, the timestamp. */
export const TAIL_LIMIT = 46;

/** Bytes of a block of SHA-256 (FIPS 180-4, section 1). */
const BLOCK = 64;

const NOTHING = new Uint8Array();

/** An instance for one search, so that searches side by side share nothing; nothing when it cannot be relied on. */
export async function instantiate(module: WebAssembly.Module | undefined): Promise<Kernel | undefined> {
  if (!module) return undefined;
  try {
    const instance = (await WebAssembly.instantiate(module)).exports as unknown as Kernel;
    load(instance, NOTHING, NOTHING);
    // The paper's second proof, and the first number whose text alone has a hash that starts with 16 zero bits.
    return instance.squares(1, 1, 533, 0xffff) === 533 && instance.nonces(88_000, 1000, 0xffff) === 88_484
      ? instance
      : undefined;
  } catch {
    return undefined;
  }
}

/** Gives the kernel the text around the nonce. Whole blocks before it are hashed here, once for all nonces. */
export function load(
  { memory, message, tail, begin, absorb, complete }: Kernel,
  before: Uint8Array,
  behind: Uint8Array,
) {
  const bytes = new Uint8Array(memory.buffer);
  const whole = before.length - (before.length % BLOCK);
  begin();
  for (let at = 0; at < whole; at += BLOCK) {
    bytes.set(before.subarray(at, at + BLOCK), message.value);
    absorb();
  }
  bytes.set(before.subarray(whole), message.value);
  bytes.set(behind, tail.value);
  complete(before.length - whole, behind.length);
}

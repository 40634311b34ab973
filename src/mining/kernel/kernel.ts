/**
 * The interface to the WebAssembly module `nonce-search.wasm`. `npm run build:kernel` compiles it from assembly/. It is
 * checked in, so that only those who change it need the compiler (94 MB). The long test suite compiles it again and
 * compares the bytes.
 */

/** An address in the kernel's memory. */
interface Place {
  readonly value: number;
}

/** The exports of `nonce-search.wasm`. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly message: Place;
  readonly tail: Place;
  readonly begin: () => void;
  readonly absorb: () => void;
  readonly complete: (bytesBefore: number, bytesBehind: number) => void;
  /** The smallest of `count` nonces whose hash has a first word of at most `most`, or -1. */
  readonly nonces: (first: number, count: number, most: number) => number;
  /** The smallest of `count` proofs that solves `squares`: its hash has a first word of at most `most`; or -1. */
  readonly squares: (previousProof: number, first: number, count: number, most: number) => number;
}

/** The largest proof that the kernel can handle: it writes differences of squares with up to 18 digits. */
export const SQUARES_LIMIT = 10 ** 9;

/** The kernel's space for the bytes after the nonce. Canonical blocks need 40 bytes, for the timestamp. */
export const TAIL_LIMIT = 46;

/** The size of a SHA-256 block, in bytes (FIPS 180-4, section 1). */
const BLOCK = 64;

const NOTHING = new Uint8Array();

/**
 * Creates an instance for one search, so that concurrent searches share no state.
 *
 * @returns the instance, or `undefined` if it is missing or fails a self-test
 */
export async function instantiate(module: WebAssembly.Module | undefined): Promise<Kernel | undefined> {
  if (!module) return undefined;
  try {
    const instance = (await WebAssembly.instantiate(module)).exports as unknown as Kernel;
    load(instance, NOTHING, NOTHING);
    // The paper's second proof, and the first number whose decimal text alone has a hash with 16 leading zero bits.
    return instance.squares(1, 1, 533, 0xffff) === 533 && instance.nonces(88_000, 1000, 0xffff) === 88_484
      ? instance
      : undefined;
  } catch {
    return undefined;
  }
}

/** Loads the text around the nonce into the kernel. Whole blocks before the nonce are hashed only once, here. */
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

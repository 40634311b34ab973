import { fromHex } from "../text/hex.ts";

/**
 * Checks of Ed25519 keys and signatures that come before `crypto.subtle.verify`. RFC 8032 leaves verifiers some freedom
 * with points of small order and with encodings that are not canonical, and browsers and servers differ there. What is
 * refused here is what some of them refuse, so that all of them agree about the rest.
 */

/** The length of a point and of a scalar, in bytes. */
const LENGTH = 32;

/** The field's prime, 2^255 - 19 (RFC 8032, section 5.1), little-endian like all numbers here. */
const P = fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

/** The order of the base point, 2^252 + 27742317777372353535851937790883648493 (RFC 8032, section 5.1). */
const L = fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

/**
 * The y coordinates of all points whose order divides 8, all below the prime: those of order 4, 1 and 2, then the two
 * that the points of order 8 have.
 */
const SMALL_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map((y) => fromHex(y));

/** Compares two numbers of 32 bytes from their highest byte down, the one with its highest bit left out. */
function difference(bytes: Uint8Array, other: Uint8Array, mask: number): number {
  for (let place = LENGTH - 1; place >= 0; place--) {
    const byte = place === LENGTH - 1 ? (bytes[place] ?? 0) & mask : (bytes[place] ?? 0);
    if (byte !== other[place]) return byte - (other[place] ?? 0);
  }
  return 0;
}

/** Leaves out the sign of x, which is the highest bit of a point's encoding. */
const WITHOUT_SIGN = 0x7f;
const WHOLE = 0xff;

/**
 * Whether the encoding of a point (RFC 8032, section 5.1.2) is canonical and not that of a point of small order. It is
 * not checked whether the point is on the curve: a signature whose R is not does not verify. For keys, see
 * {@link isSoundKey}.
 */
export function isSoundPoint(bytes: Uint8Array): boolean {
  if (bytes.length !== LENGTH || difference(bytes, P, WITHOUT_SIGN) >= 0) return false;
  return SMALL_ORDER.every((y) => difference(bytes, y, WITHOUT_SIGN) !== 0);
}

/**
 * Whether a key is a sound point, and on the curve. Platforms differ on keys off the curve: some refuse to import one,
 * others import it, and it verifies nothing.
 */
export function isSoundKey(bytes: Uint8Array): boolean {
  return isSoundPoint(bytes) && isOnCurve(bytes);
}

/** The field's prime as a number, and the constant d = -121665/121666 of the curve (RFC 8032, section 5.1). */
const FIELD = 2n ** 255n - 19n;
const D = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;

/**
 * Whether the curve has a point with this y: x² = (y² - 1) / (d y² + 1) is a square if and only if the product of the
 * two is one (Euler's criterion). It is not 0, since y = 1 and y = -1 belong to points of small order.
 */
function isOnCurve(bytes: Uint8Array): boolean {
  const masked = bytes.with(LENGTH - 1, (bytes[LENGTH - 1] ?? 0) & WITHOUT_SIGN);
  const y = masked.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
  const square = (y * y) % FIELD;
  return power(((square - 1n) * (D * square + 1n)) % FIELD, (FIELD - 1n) / 2n) === 1n;
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, factor] = [1n, base];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * factor) % FIELD;
    factor = (factor * factor) % FIELD;
  }
  return result;
}

/**
 * Whether a signature has the form of RFC 8032, section 5.1.6: a point R that is canonical and not of small order, and a
 * scalar S below the group's order.
 */
export function isSoundSignature(signature: Uint8Array): boolean {
  if (signature.length !== 2 * LENGTH || !isSoundPoint(signature.subarray(0, LENGTH))) return false;
  return difference(signature.subarray(LENGTH), L, WHOLE) < 0;
}

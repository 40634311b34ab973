/**
 * Checks of Ed25519 keys and signatures that come before `crypto.subtle.verify`. RFC 8032 leaves verifiers some freedom
 * with points of small order and with encodings that are not canonical, and browsers and servers differ there. What is
 * refused here is what some of them refuse, so that all of them agree about the rest.
 */

/** The length of a point and of a scalar, in bytes. */
const LENGTH = 32;

/** The field's prime (RFC 8032, section 5.1). */
const P = 2n ** 255n - 19n;

/** The order of the base point (RFC 8032, section 5.1). */
const L = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

/** The y of one of the points of order 8; that of the others is the same, or its negative. */
const ORDER_8 = 0x5fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;

/** The y coordinates of all points whose order divides 8. */
const SMALL_ORDER: readonly bigint[] = [0n, 1n, P - 1n, ORDER_8, P - ORDER_8];

/** A little-endian number. */
function numberOf(bytes: Uint8Array): bigint {
  let number = 0n;
  for (const byte of bytes.toReversed()) number = (number << 8n) | BigInt(byte);
  return number;
}

/**
 * Whether the encoding of a point (RFC 8032, section 5.1.2) is canonical and not that of a point of small order. Whether
 * there is such a point on the curve is not checked: a signature by a key that is none does not verify.
 */
export function isSoundPoint(bytes: Uint8Array): boolean {
  if (bytes.length !== LENGTH) return false;
  // The highest bit is the sign of x.
  const y = numberOf(bytes) & (2n ** 255n - 1n);
  return y < P && !SMALL_ORDER.includes(y);
}

/**
 * Whether a signature has the form of RFC 8032, section 5.1.6: a point R that is canonical and not of small order, and a
 * scalar S below the group's order.
 */
export function isSoundSignature(signature: Uint8Array): boolean {
  if (signature.length !== 2 * LENGTH) return false;
  return isSoundPoint(signature.subarray(0, LENGTH)) && numberOf(signature.subarray(LENGTH)) < L;
}

/**
 * Splits numbers below 10,000 into four decimal digits, one per byte with the first in the highest: a word of a message
 * in each of four lanes.
 *
 * Division by 100 and by 10 is multiplication by a rounded-up reciprocal, which is exact for all such numbers. It works
 * on two halves and then on four quarters of a lane at once.
 */
export function fourDigits(numbers: v128): v128 {
  const hundreds = i32x4.shr_u(i32x4.mul(numbers, i32x4.splat(10486)), 20);
  const pairs = i32x4.add(numbers, i32x4.mul(hundreds, i32x4.splat(0x10000 - 100)));
  const tens = i16x8.shr_u(i16x8.mul(pairs, i16x8.splat(103)), 10);
  return i16x8.add(pairs, i16x8.mul(tens, i16x8.splat(0x100 - 10)));
}

/** The bits of a hash in hex, most significant first. */
export function bitsOf(hash: string): readonly boolean[] {
  return [...hash].flatMap((digit) => {
    const value = Number.parseInt(digit, 16);
    return [8, 4, 2, 1].map((bit) => (value & bit) !== 0);
  });
}

/** For each bit, whether two hashes differ. */
export function differingBits(hash: string, other: string): readonly boolean[] {
  const others = bitsOf(other);
  return bitsOf(hash).map((bit, place) => bit !== others[place]);
}

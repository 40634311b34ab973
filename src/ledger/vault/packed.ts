/**
 * Splits packed bytes into parts of equal length. The parts share a copy of the bytes.
 *
 * @throws RangeError if the last part is not whole
 */
export function parts(packed: Uint8Array, length: number): Uint8Array<ArrayBuffer>[] {
  if (packed.length % length !== 0) throw new RangeError(`${packed.length} bytes are not parts of ${length}`);
  const bytes = Uint8Array.from(packed);
  return Array.from({ length: bytes.length / length }, (_, place) =>
    bytes.subarray(place * length, (place + 1) * length),
  );
}

/** A random nonce, at which the search of a miner who races with others begins. */
export function randomNonce(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/**
 * Whether the browser lets the page hash and verify. `crypto.subtle` exists only in secure contexts, that is, https and
 * localhost (W3C Secure Contexts). Without it the page computes no hashes and shows nothing as verified.
 */
export const hasCryptography: boolean = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle !== undefined;

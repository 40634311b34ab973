/**
 * Whether the browser lets the page hash and verify: `crypto.subtle` exists in secure contexts only, which are https and
 * localhost (W3C Secure Contexts). Without it the page computes nothing and vouches for nothing.
 */
export const hasCryptography: boolean = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle !== undefined;

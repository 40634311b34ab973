/**
 * Claims a file for this process.
 *
 * @returns a function that releases it; `undefined` if another process holds it
 */
export type Claim = (path: string) => (() => void) | undefined;

/** What the miners call; see src/chain/simd-search.ts for their side of it. */
export { absorb, begin, complete, message, nonces, tail } from "./block-hash";
export { squares } from "./squares";

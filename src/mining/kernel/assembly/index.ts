/** The exports of the kernel. See src/mining/kernel/kernel.ts for the caller's side. */
export { absorb, begin, complete, message, nonces, tail } from "./block-hash";
export { squares } from "./squares";

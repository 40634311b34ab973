export { chainStrings } from "./chain.ts";
export { classStrings } from "./class.ts";
export { strings } from "./frame.ts";
export { providerStrings } from "./provider.ts";
export { vouchingStrings } from "./vouching.ts";

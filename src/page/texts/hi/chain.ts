export { chainStrings } from "../en/chain.ts";

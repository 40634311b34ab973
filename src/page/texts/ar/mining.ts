export { miningStrings } from "../en/mining.ts";

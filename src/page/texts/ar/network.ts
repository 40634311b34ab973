export { networkStrings } from "../en/network.ts";

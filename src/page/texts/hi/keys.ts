export { keyStrings } from "../en/keys.ts";

export { vouchingStrings } from "../en/vouching.ts";

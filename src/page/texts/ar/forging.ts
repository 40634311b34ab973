export { forgingStrings } from "../en/forging.ts";

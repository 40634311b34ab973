export { verifyStrings } from "../en/verify.ts";

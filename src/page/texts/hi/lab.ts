export { labStrings } from "../en/lab.ts";

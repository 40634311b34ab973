export { classStrings } from "../en/class.ts";

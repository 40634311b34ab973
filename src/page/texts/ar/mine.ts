export { mineStrings } from "../en/mine.ts";

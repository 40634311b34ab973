export { boardStrings } from "../en/board.ts";

export { sheetStrings } from "../en/sheet.ts";

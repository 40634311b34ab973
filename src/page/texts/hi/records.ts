export { recordStrings } from "../en/records.ts";

export { studentStrings } from "../en/student.ts";

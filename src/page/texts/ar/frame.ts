export { strings } from "../en/frame.ts";

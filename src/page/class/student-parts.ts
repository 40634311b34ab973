/** What only students need. It is loaded when one is signed in. */
export { ClassStrip } from "./class-strip.tsx";
export { report } from "./reporting.ts";

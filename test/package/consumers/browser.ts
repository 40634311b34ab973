import { calls } from "./calls.js";

/** The program in a browser: the test that opened the page calls it. */
Object.assign(globalThis, { calls });

/** The version of this program, as in package.json, which browsers and the installed package cannot read. */
export const VERSION = "0.8.0";

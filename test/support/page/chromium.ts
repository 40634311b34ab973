import { existsSync } from "node:fs";

/**
 * Where Debian, Ubuntu and others install Chromium; set `CHROMIUM` for another place. The headless shell comes first: it is a
 * fifth faster, and the tests need no windows.
 */
const PLACES = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** The Chromium that the page is tested in, if it is installed. */
export const CHROMIUM = process.env["CHROMIUM"] ?? PLACES.find((place) => existsSync(place));

/** What to do if it is not installed. */
export const NO_CHROMIUM =
  "The page is not tested: no Chromium was found. On Debian: apt-get install chromium-headless-shell. Elsewhere: set CHROMIUM to its path.";

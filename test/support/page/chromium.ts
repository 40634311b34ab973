import { existsSync } from "node:fs";

/** Where Debian, Ubuntu and others install Chromium; `CHROMIUM` names another place. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The Chromium that the page is tested in, if there is one. */
export const CHROMIUM = process.env["CHROMIUM"] ?? PLACES.find((place) => existsSync(place));

/** What to do when there is none. */
export const NO_CHROMIUM =
  "The page is not tested: no Chromium was found. On Debian: apt-get install chromium. Elsewhere: set CHROMIUM to its path.";

import { existsSync } from "node:fs";

/** Where Debian and others install Firefox; set `FIREFOX` for another place. */
const PLACES = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];

/** The Firefox that the verifier is tested in, if it is installed. */
export const FIREFOX = process.env["FIREFOX"] ?? PLACES.find((place) => existsSync(place));

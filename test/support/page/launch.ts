import { type Browser, chromium } from "playwright-core";
import { CHROMIUM } from "./chromium.ts";

/**
 * What the tests do not need: with the first two, Chromium opens two of its own pages for each of ours, which takes half
 * of the time; with the third it starts a process for each page to come.
 */
const UNUSED = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess";

/** Starts the Chromium that the page is tested in. */
export function launchChromium(...args: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM ?? "", args: ["--no-sandbox", "--disable-gpu", UNUSED, ...args] });
}

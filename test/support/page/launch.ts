import { type Browser, chromium } from "playwright-core";
import { CHROMIUM } from "./chromium.ts";

/**
 * What the tests do not need: with the first two, Chromium opens two of its own pages for each of ours, which takes half
 * of the time; with the third it starts a process for each page to come.
 */
const UNUSED = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"];

interface Options {
  /** Features to switch off in addition. */
  readonly without?: readonly string[];
}

/** Starts a Chromium, which whoever starts it closes. Files that need no special arguments use {@link openChromium}. */
export function launchChromium(args: readonly string[] = [], { without = [] }: Options = {}): Promise<Browser> {
  const features = `--disable-features=${[...UNUSED, ...without].join()}`;
  // As root in a container, Chromium does not run with its sandbox.
  const all = ["--no-sandbox", "--disable-gpu", features, ...args];
  return chromium.launch({ executablePath: CHROMIUM ?? "", args: all });
}

let open: Promise<Browser> | undefined;

/** A name of the server that the browser does not treat as local, so that the page is not a secure context. */
export const INSECURE_HOST = "ledger.lan";

/**
 * The Chromium of all test files that this process runs, since starting one takes as long as several tests. It ends with
 * the process. Close each context after its test.
 */
export function openChromium(): Promise<Browser> {
  return (open ??= launchChromium([`--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`]));
}

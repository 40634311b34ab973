/**
 * What browsers say about a certificate that no authority has signed, and how to go on from there. The words in quotes are
 * theirs, as of 2026; the words of Chrome and Firefox were read off Chromium 156 and Firefox 153.
 */

/** A family of browsers whose warnings are alike. */
export interface Browser {
  readonly name: string;
  /** What the warning says first. */
  readonly warning: string;
  /** What to press, one after the other. */
  readonly steps: readonly string[];
}

const CHROME: Browser = {
  name: "Chrome",
  warning: "“Your connection is not private”",
  steps: ["Press “Advanced”.", "Press “Proceed to … (unsafe)”."],
};

const EDGE: Browser = {
  name: "Edge",
  warning: "“Your connection isn’t private”",
  steps: ["Press “Advanced”.", "Press “Continue to … (unsafe)”."],
};

const FIREFOX: Browser = {
  name: "Firefox",
  warning: "“Be careful. Something doesn’t look right”, or in older versions “Warning: Potential Security Risk Ahead”",
  steps: [
    "Press “Advanced”.",
    "Further down, press “Proceed to … (Risky)”, or in older versions “Accept the Risk and Continue”.",
  ],
};

const SAFARI: Browser = {
  name: "Safari",
  warning: "“This Connection Is Not Private”",
  steps: [
    "Press “Show Details”.",
    "Press the link “visit this website”.",
    "Confirm with “Visit Website”. A Mac may ask for its password.",
  ],
};

const OTHER: Browser = {
  name: "Another browser",
  warning: "something similar",
  steps: ["Press “Advanced” or “Details”.", "Press the link or the button that goes on to the page."],
};

const BROWSERS = [CHROME, EDGE, FIREFOX, SAFARI, OTHER] as const;

/** The words in a User-Agent by which a family is recognized, in this order: most browsers also name others. */
const RECOGNIZED: readonly (readonly [RegExp, Browser])[] = [
  [/\bEdg(?:A|iOS)?\//, EDGE],
  [/\bFirefox\//, FIREFOX],
  // Built on Chrome or on Safari, with warnings of their own.
  [/\b(?:SamsungBrowser|OPR|FxiOS|DuckDuckGo|Vivaldi|YaBrowser)\//, OTHER],
  [/\b(?:Chrome|CriOS)\//, CHROME],
  [/\bSafari\//, SAFARI],
];

/** All families of browsers. The reader's own is the first, if its User-Agent is known. */
export function browsersFor(userAgent: string): readonly Browser[] {
  const own = RECOGNIZED.find(([pattern]) => pattern.test(userAgent))?.[1];
  return own === undefined ? BROWSERS : [own, ...BROWSERS.filter((browser) => browser !== own)];
}

/** The same steps in a few words, for a strip of paper. */
export const SHORT_STEPS: readonly (readonly [browsers: string, steps: string])[] = [
  ["Chrome, Edge", "Advanced → Proceed / Continue"],
  ["Firefox", "Advanced → Proceed / Accept the Risk"],
  ["Safari", "Show Details → visit this website"],
];

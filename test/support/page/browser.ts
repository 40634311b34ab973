import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { LedgerServer } from "../e2e/ledger-server.ts";
import { sharedServer } from "../e2e/shared-server.ts";
import { openChromium } from "./launch.ts";
import { PageServer } from "./page-server.ts";

/** The part of an axe violation that the tests use. */
interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/**
 * Console messages that are not faults of the page: a 4xx answer is the ledger's, for the page to show, and over plain
 * http a browser cannot apply every header.
 */
const EXPECTED = ["Failed to load resource", "The Cross-Origin-Opener-Policy header has been ignored"];

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Every colour scheme and width that the page is designed for. */
const LOOKS = [
  { colorScheme: "light", width: 1280, height: 900 },
  { colorScheme: "dark", width: 1920, height: 1080 },
  { colorScheme: "dark", width: 1280, height: 900 },
  { colorScheme: "light", width: 360, height: 800 },
] as const;

/** In the browser: waits for the next layout, and until all animations and transitions have ended. */
const SETTLED = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  .then(() => document.getAnimations().filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime)))
  .then((animations) => Promise.allSettled(animations.map(({ finished }) => finished)))`;

/** A person at the page: a browser tab on a test server. */
export class Visitor {
  readonly page: Page;
  /** The browser's complaints: policy violations, script errors and missing files. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !EXPECTED.some((start) => message.text().startsWith(start))) {
        this.complaints.push(message.text());
      }
    });
  }

  /** Follows a link within the page, such as `#/main/mine`. */
  async goTo(fragment: string): Promise<void> {
    await this.page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
  }

  /** The serious violations that axe finds in the current view. */
  async accessibilityFaults(): Promise<string[]> {
    if (!(await this.page.evaluate("'axe' in window"))) await this.page.addScriptTag({ path: AXE });
    const violations = (await this.page.evaluate(
      `axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations)`,
    )) as AxeViolation[];
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`));
  }

  /**
   * The faults of the current view in light and dark colours, on wide and narrow screens: serious axe violations, and
   * content that is wider than the screen.
   */
  async faultsInEveryLook(): Promise<string[]> {
    const before = this.page.viewportSize();
    const faults: string[] = [];
    for (const { colorScheme, width, height } of LOOKS) {
      await this.page.setViewportSize({ width, height });
      await this.page.emulateMedia({ colorScheme });
      await this.page.evaluate(SETTLED);
      const found = await this.accessibilityFaults();
      if (await this.page.evaluate("document.documentElement.scrollWidth > innerWidth")) found.push("it is too wide");
      faults.push(...found.map((fault) => `${colorScheme} at ${width}: ${fault}`));
    }
    await this.page.emulateMedia({ colorScheme: null });
    if (before) await this.page.setViewportSize(before);
    return faults;
  }
}

/** The server of a test file's visitors, and how they open it. */
export interface Visits<Server extends LedgerServer> {
  readonly server: Server;
  readonly visit: (options?: VisitOptions) => Promise<Visitor>;
}

/**
 * A browser for a test file, on the server that all files share. Create it at the top of the file. All files see what
 * the others do on `main`; each uses unique names for its other ledgers. A test whose browser complains fails.
 */
export function visitors(): Visits<LedgerServer> {
  return visitsOf(sharedServer());
}

/** A browser on the file's own server, which may be stopped and started. */
export function visitorsAlone(): Visits<PageServer> {
  const server = new PageServer();
  beforeAll(() => server.start());
  afterAll(() => server.dispose());
  return visitsOf(server);
}

function visitsOf<Server extends LedgerServer>(server: Server): Visits<Server> {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const open: Visitor[] = [];
  afterEach(() => {
    const complaints = open.splice(0).flatMap((visitor) => visitor.complaints);
    if (complaints.length > 0) throw new Error(`the browser complained:\n${complaints.join("\n")}`);
  });
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) {
      // A request that a test holds back may still be on its way.
      await Promise.all(context.pages().map((page) => page.unrouteAll({ behavior: "ignoreErrors" })));
      await context.close();
    }
  });
  return {
    server,
    async visit({ signedIn = true, fragment, host, width = 1280, height = 900, ...options } = {}) {
      // The test injects axe into the page, which the page's policy would block; the policy has its own test.
      const context = await browser.newContext({ viewport: { width, height }, bypassCSP: true, ...options });
      contexts.push(context);
      const visitor = new Visitor(await context.newPage());
      open.push(visitor);
      visitor.page.setDefaultTimeout(60_000);
      const url = host === undefined ? server.url : server.url.replace("127.0.0.1", host);
      await visitor.page.goto(`${url}/${signedIn ? `#token=${server.token}` : ""}`);
      // The page begins once its texts are loaded, which is after the document. A fragment set before that would replace the first.
      await visitor.page.locator("#page > *").first().waitFor({ state: "attached" });
      if (signedIn) await visitor.page.waitForURL(({ hash }) => !hash.includes("token"));
      if (fragment !== undefined) await visitor.goTo(fragment);
      return visitor;
    },
  };
}

interface VisitOptions {
  /** Whether to open the link with the token. */
  readonly signedIn?: boolean;
  /** The host name to use for the server, such as `INSECURE_HOST`. */
  readonly host?: string;
  /** Where to go afterwards, such as `#/main/mine`. */
  readonly fragment?: string;
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce" | "no-preference";
  readonly bypassCSP?: boolean;
  /** The browser's language, as a tag such as `hi`. */
  readonly locale?: string;
}

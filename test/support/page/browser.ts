import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { devServer, type DevServer } from "../e2e/dev-server.ts";
import type { LedgerServer } from "../e2e/ledger-server.ts";
import { sharedServer } from "../e2e/shared-server.ts";
import { CHROMIUM } from "./chromium.ts";

/** A name of the server that the browser does not take for its own machine, so that the page is no secure context. */
export const INSECURE_HOST = "ledger.lan";

/** Without it Chromium opens two pages of its own beside each of ours, which take a third of the time. */
const NO_OMNIBOX = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup";

/** What the axe engine finds wrong, as far as it matters here. */
interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/**
 * Complaints that say nothing of the page: an answer of the kind 4xx is the ledger's word, and the page's to show; and
 * over plain http a browser cannot heed every header.
 */
const EXPECTED = ["Failed to load resource", "The Cross-Origin-Opener-Policy header has been ignored"];

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Every colour scheme and every width that the page is laid out for. */
const LOOKS = [
  { colorScheme: "light", width: 1280, height: 900 },
  { colorScheme: "dark", width: 1920, height: 1080 },
  { colorScheme: "dark", width: 1280, height: 900 },
  { colorScheme: "light", width: 360, height: 800 },
] as const;

/** In the browser: the page is laid out anew, and what moves or changes its colour has come to its end. */
const SETTLED = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  .then(() => document.getAnimations().filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime)))
  .then((animations) => Promise.allSettled(animations.map(({ finished }) => finished)))`;

/** A person at the page: a tab of a browser, on a server of the test file's own. */
export class Visitor {
  readonly page: Page;
  /** What the browser refused or reported: policy violations, errors in scripts, files that were not there. */
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

  /** What axe finds wrong, and serious, in what is shown now. */
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
   * What is wrong with what is shown now, in light and in dark colours, on a wide and on a narrow screen: what axe finds
   * serious, and content that is wider than the screen.
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

/** Where a test file's visitors go, and how they get there. */
export interface Visits<Server extends LedgerServer> {
  readonly server: Server;
  readonly visit: (options?: VisitOptions) => Promise<Visitor>;
}

/**
 * A browser for a test file, on the server that all files share; to be made at the file's top. What the files do on
 * `main` they all see; each names its other ledgers as no other file does. A test whose browser complains fails.
 */
export function visitors(): Visits<LedgerServer> {
  return visitsOf(sharedServer());
}

/** The same on a server of the file's own, which may be stopped and started. */
export function visitorsAlone(): Visits<DevServer> {
  const server = devServer();
  beforeAll(() => server.start());
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
    browser = await chromium.launch({
      executablePath: CHROMIUM ?? "",
      args: ["--no-sandbox", "--disable-gpu", NO_OMNIBOX, `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`],
    });
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    server,
    async visit({ signedIn = true, fragment, host, width = 1280, height = 900, ...options } = {}) {
      // Axe is put into the page by the test, which the page's policy would refuse; the policy has a test of its own.
      const context = await browser.newContext({ viewport: { width, height }, bypassCSP: true, ...options });
      contexts.push(context);
      const visitor = new Visitor(await context.newPage());
      open.push(visitor);
      visitor.page.setDefaultTimeout(60_000);
      const url = host === undefined ? server.url : server.url.replace("127.0.0.1", host);
      await visitor.page.goto(`${url}/${signedIn ? `#token=${server.token}` : ""}`);
      if (signedIn) await visitor.page.waitForURL(({ hash }) => !hash.includes("token"));
      if (fragment !== undefined) await visitor.goTo(fragment);
      return visitor;
    },
  };
}

interface VisitOptions {
  /** Whether to open the link with the token. */
  readonly signedIn?: boolean;
  /** By which name the server is called, such as {@link INSECURE_HOST}. */
  readonly host?: string;
  /** Where to go then, such as `#/main/mine`. */
  readonly fragment?: string;
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce" | "no-preference";
  readonly bypassCSP?: boolean;
}

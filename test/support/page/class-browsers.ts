import { createHash, X509Certificate } from "node:crypto";
import type { Browser } from "playwright-core";
import { Visitor } from "./browser.ts";
import { launchChromium } from "./launch.ts";

/** The browsers of a class's devices. Each visitor has a context of their own, as on a device of their own. */
export class ClassBrowsers {
  readonly #browsers: Browser[] = [];
  #trusting: Browser | undefined;

  /**
   * Opens an empty tab on a device whose user has accepted this certificate, and no other.
   *
   * @param certificate PEM
   */
  async accepting(certificate: string): Promise<Visitor> {
    const key = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
    const pin = createHash("sha256").update(key).digest("base64");
    this.#trusting ??= await this.#launch(`--ignore-certificate-errors-spki-list=${pin}`);
    return visitorOf(this.#trusting);
  }

  /** Opens an empty tab on a device whose user has accepted nothing. */
  async refusing(): Promise<Visitor> {
    return visitorOf(await this.#launch());
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.splice(0).map((browser) => browser.close()));
    this.#trusting = undefined;
  }

  async #launch(...args: string[]): Promise<Browser> {
    const browser = await launchChromium(args);
    this.#browsers.push(browser);
    return browser;
  }
}

async function visitorOf(browser: Browser): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(60_000);
  return new Visitor(await context.newPage());
}

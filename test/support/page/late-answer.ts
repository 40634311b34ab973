import type { Page } from "playwright-core";

/** An answer that a test holds back. */
export interface LateAnswer {
  /** Waits until the ledger has answered, so that what it says next is newer. */
  readonly answered: Promise<void>;
  /** Hands the answer to the page, and waits until the page has dealt with it. */
  readonly release: () => Promise<void>;
}

/** Holds back the ledger's answer to the next request to a URL, or to the next one with a method. */
export async function holdAnswer(page: Page, url: string | RegExp, method = "GET"): Promise<LateAnswer> {
  const answered = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const handed = Promise.withResolvers<void>();
  let isHeld = false;
  await page.route(url, async (route) => {
    if (isHeld || route.request().method() !== method) return route.fallback();
    isHeld = true;
    const response = await route.fetch();
    answered.resolve();
    await released.promise;
    await route.fulfill({ response });
    handed.resolve();
  });
  const release = async () => {
    released.resolve();
    await handed.promise;
    // What a page asks for afterwards is answered afterwards.
    await page.evaluate("fetch('/').then((answer) => answer.text())");
  };
  return { answered: answered.promise, release };
}

/** Slow networks: requests that arrive late, and answers that do. */
import type { Page, Request } from "playwright-core";

/** In the browser: waits until what an answer has led to is drawn. */
const DRAWN = "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))";

/** Requests that a page has sent, and that reach the server only once they are released. */
export interface HeldRequests {
  /** Resolves when the page has sent the first one. */
  readonly asked: Promise<Request>;
  /** Lets them through, and waits until the page has the answer to the first one and has drawn itself again. */
  readonly release: () => Promise<void>;
}

/** Holds back a page's requests for an address: all of them, or some. */
export async function holdRequests(
  page: Page,
  url: string | RegExp,
  isHeld: (request: Request) => boolean = () => true,
): Promise<HeldRequests> {
  const asked = Promise.withResolvers<Request>();
  const released = Promise.withResolvers<void>();
  await page.route(url, async (route) => {
    if (!isHeld(route.request())) return route.fallback();
    asked.resolve(route.request());
    await released.promise;
    await route.fallback();
  });
  const release = async () => {
    released.resolve();
    await (await asked.promise).response();
    await page.evaluate(DRAWN);
  };
  return { asked: asked.promise, release };
}

/** An answer that a test holds back. */
export interface HeldAnswer {
  /** Waits until the ledger has answered, so that what it says next is newer. */
  readonly answered: Promise<void>;
  /** Hands the answer to the page, and waits until the page has dealt with it. */
  readonly release: () => Promise<void>;
}

/** Holds back the ledger's answer to the next request to a URL, or to the next one with a method. */
export async function holdAnswer(page: Page, url: string | RegExp, method = "GET"): Promise<HeldAnswer> {
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
    // The page may have given up on it.
    await route.fulfill({ response }).catch(() => {});
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

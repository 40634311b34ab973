import type { Page, Request } from "playwright-core";

/** In the browser: waits until what an answer has led to is drawn. */
const DRAWN = "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))";

/** Answers that a test holds back. */
export interface HeldAnswers {
  /** Resolves when the page has sent the first request. */
  readonly asked: Promise<Request>;
  /** Lets the answers through, and waits until the page has had the first one and has drawn itself again. */
  readonly release: () => Promise<void>;
}

/** Holds back the answers to a page's requests for an address: to all of them, or to some. */
export async function holdAnswers(
  page: Page,
  url: string,
  isHeld: (request: Request) => boolean = () => true,
): Promise<HeldAnswers> {
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

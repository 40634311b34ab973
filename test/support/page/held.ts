import type { Page } from "playwright-core";

/** Requests that a page has sent, and that reach the server only once they are released. */
export interface HeldRequests {
  /** Resolves once there is one. */
  readonly asked: Promise<void>;
  readonly release: () => void;
}

/** Holds the requests of a page back, as a slow network does. */
export async function holdBack(page: Page, url: string | RegExp, method = "GET"): Promise<HeldRequests> {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(url, async (route) => {
    if (route.request().method() === method) {
      asked.resolve();
      await released.promise;
    }
    await route.fallback();
  });
  return { asked: asked.promise, release: released.resolve };
}

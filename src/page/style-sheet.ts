import { strings } from "./texts/frame.ts";

/**
 * Adds a style sheet to the page, for a view whose code is loaded when it is opened first.
 *
 * @throws Error if it cannot be loaded
 */
export function styled(href: string): Promise<void> {
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error(strings.loadingFailed));
    });
    document.head.append(link);
  });
}

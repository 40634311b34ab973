import type { Hono } from "hono";
import { hex } from "../../chain/text/hex.ts";
import { ADDRESSES_MEMBER, CODES_MEMBER, SIGN_IN_META } from "../../contract/page-sign-in.ts";
import { pageSignIn } from "../access/page-sign-in.ts";
import { isKnown } from "../answers/conditional.ts";
import { givesCodes } from "../classes/class-settings.ts";
import type { AppEnv } from "../environment.ts";

/**
 * The page. Its HTML says how to sign in with an identity provider, so that needs no further route, and the settings always
 * match the Content-Security-Policy of the same response.
 */
export function pageRoute(app: Hono<AppEnv>): void {
  app.get("/", async (c) => {
    // The request's conditions are left out: an unchanged file does not mean unchanged settings.
    const file = await c.env.ASSETS.fetch(new URL("/", c.req.url));
    if (!file.ok) return c.notFound();
    const { CLASS_ADDRESSES = "" } = c.env;
    const codes = givesCodes(c.env) && { [CODES_MEMBER]: "", [ADDRESSES_MEMBER]: CLASS_ADDRESSES };
    const html = await withAttributes(file, { ...pageSignIn(c.env), ...codes }).text();
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(html));
    const etag = `"${hex(new Uint8Array(digest))}"`;
    c.header("ETag", etag);
    // With a query, it is the address to which a provider sends people back, with a code: no cache may keep that.
    if (new URL(c.req.url).search === "") c.header("Cache-Control", "public, max-age=0, must-revalidate");
    return isKnown(c, etag) ? c.body(null, 304) : c.html(html);
  });
}

/** Writes values into the page, as `data-` attributes of its `meta` element. */
function withAttributes(page: Response, values: Readonly<Record<string, string>>): Response {
  return new HTMLRewriter()
    .on(`meta[name="${SIGN_IN_META}"]`, {
      element(meta) {
        for (const [name, value] of Object.entries(values)) {
          // The rewriter itself escapes quotation marks only.
          meta.setAttribute(attributeOf(name), value.replaceAll("&", "&amp;"));
        }
      },
    })
    .transform(page);
}

/** The attribute that scripts read as a member of `dataset`. */
function attributeOf(name: string): string {
  return `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

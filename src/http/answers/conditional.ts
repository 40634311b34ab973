import type { AppContext } from "../environment.ts";

/** Whether the client already has the response with this entity tag (RFC 9110, section 13.1.2). */
export function isKnown(c: AppContext, etag: string): boolean {
  const known = c.req.header("If-None-Match") ?? "";
  const tags = known.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

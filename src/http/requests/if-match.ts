import type { ExpectedTags } from "../../ledger/results.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext } from "../environment.ts";

/**
 * An element of a list of entity tags with the comma after it (RFC 9110, sections 5.6.1.2 and 8.8.3). An element may be
 * empty, and a tag may contain commas.
 */
const ELEMENT = /[\t ]*(?:(W\/)?"([!#-~\u0080-\u{10ffff}]*)"[\t ]*)?(,|$)/uy;

/**
 * The tags that a request's `If-Match` lists (RFC 9110, section 13.1.1). The comparison is strong, so weak tags are left
 * out: they never match.
 *
 * @throws Problem if the header is missing or empty, or is neither a list of tags nor `*`
 */
export function requireIfMatch(c: AppContext): ExpectedTags {
  const header = c.req.header("If-Match")?.trim() ?? "";
  if (header === "*") return "any";
  const tags = tagsIn(header);
  if (!tags) {
    throw new Problem(
      "invalid-header",
      'If-Match must be the ETag of the record\'s current version with its quotes, as in If-Match: "3f9a…", a list of such ' +
        "tags separated by commas, or * alone.",
    );
  }
  if (tags.length > 0) return tags.filter(({ isWeak }) => !isWeak).map(({ tag }) => tag);
  throw new Problem(
    "if-match-required",
    "Send If-Match with the ETag of the version that you want to replace, which GET /records/{number} returns. Otherwise " +
      "your correction might undo another one that you have not seen.",
  );
}

/** The tags of a list, possibly none; `undefined` if it is malformed. */
function tagsIn(list: string): { readonly tag: string; readonly isWeak: boolean }[] | undefined {
  const tags = [];
  ELEMENT.lastIndex = 0;
  for (;;) {
    const [, weak, tag, end] = ELEMENT.exec(list) ?? [];
    if (end === undefined) return undefined;
    if (tag !== undefined) tags.push({ tag, isWeak: weak !== undefined });
    if (end === "") return tags;
  }
}

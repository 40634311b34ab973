import { type Html, type HtmlValue, markup } from "./html.ts";

/** What an HTML document consists of. */
interface DocumentParts {
  readonly title: HtmlValue;
  /** Its Content-Security-Policy. */
  readonly policy: string;
  readonly style: HtmlValue;
  readonly body: Html;
}

/** A complete HTML document in English, which loads nothing and tells no other site where its reader comes from. */
export function htmlDocument({ title, policy, style, body }: DocumentParts): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}</body>
</html>
`.toString();
}

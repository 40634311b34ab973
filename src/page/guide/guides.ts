import { type Heading, type Rendered, renderGuide } from "./markdown.ts";

/** The guide that lists the others, in their order of presentation. */
const INDEX = "README";

/**
 * Renders all guides.
 *
 * @param sources the guides' Markdown by name
 * @returns each page's HTML by path
 * @throws Error when the index does not list exactly the existing guides
 */
export function guidePages(sources: ReadonlyMap<string, string>): Map<string, string> {
  const index = sources.get(INDEX) ?? "";
  const names = Array.from(index.matchAll(/\]\(([a-z-]+)\.md\)/g), ([, name = ""]) => name);
  const missing = [...sources.keys()].filter((name) => name !== INDEX && !names.includes(name));
  if (missing.length > 0) throw new Error(`The index of the guides does not list ${missing.join(", ")}.`);
  const guides = [INDEX, ...names].map((name) => {
    const source = sources.get(name);
    if (source === undefined) throw new Error(`There is no guide ${name}.`);
    return { path: name === INDEX ? "guide" : `guide/${name}`, guide: renderGuide(source) };
  });
  const menu = guides.map(({ path, guide: { title } }) => ({ path, title }));
  return new Map(guides.map(({ path, guide }) => [path, pageOf(path, guide, menu)]));
}

interface Entry {
  readonly path: string;
  readonly title: string;
}

function pageOf(path: string, { title, html, headings }: Rendered, menu: readonly Entry[]): string {
  const links = menu.map(
    (each) => `<a href="/${each.path}"${each.path === path ? ' aria-current="page"' : ""}>${each.title}</a>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} · patient-ledger</title>
    <link rel="icon" href="/page/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/page/guide/guide.css" />
  </head>
  <body>
    <a class="skip" href="#content">To the content</a>
    <header class="header">
      <a class="brand" href="/">patient-ledger</a>
      <nav class="places" aria-label="Guides">
        ${links.join("\n        ")}
      </nav>
      <a class="reference" href="/docs">API reference</a>
    </header>
    <div class="guide">
      ${contentsOf(headings)}
      <main id="content" tabindex="-1">
${html}
      </main>
    </div>
  </body>
</html>
`;
}

/** The table of contents; empty when the guide has no sections. */
function contentsOf(headings: readonly Heading[]): string {
  const sections = headings.filter(({ depth }) => depth === 2);
  if (sections.length === 0) return "";
  const items = sections.map(({ id, text }) => `<li><a href="#${id}">${text}</a></li>`);
  return `<nav class="contents" aria-label="On this page"><ul>${items.join("")}</ul></nav>`;
}

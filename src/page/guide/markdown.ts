import { Marked, type RendererThis, type Tokens } from "marked";

/** A heading that readers can link to. */
export interface Heading {
  readonly depth: number;
  readonly id: string;
  /** HTML. */
  readonly text: string;
}

/** A guide rendered as HTML. */
export interface Rendered {
  readonly title: string;
  readonly html: string;
  readonly headings: readonly Heading[];
}

const PICTURES = "../../.github/pictures/";

/**
 * Renders a guide as the Worker serves it: links lead to the served guides, headings can be linked to, and elements
 * that may be too wide for a phone scroll within their own box.
 *
 * @throws Error when a link leads to a file that is not served
 */
export function renderGuide(markdown: string): Rendered {
  const headings: Heading[] = [];
  const marked = new Marked({
    renderer: {
      heading({ depth, tokens }) {
        const text = this.parser.parseInline(tokens);
        const id = anchorOf(this.parser.parseInline(tokens, this.parser.textRenderer));
        headings.push({ depth, id, text });
        const link = depth === 1 ? "" : ` <a class="anchor" href="#${id}" aria-label="Link to this section">#</a>`;
        return `<h${depth} id="${id}">${text}${link}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        return `<a href="${escape(servedAt(href))}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text }) {
        return `<img src="${escape(servedAt(href))}" alt="${escape(text)}" loading="lazy" />`;
      },
      table(token) {
        return tableOf(this, token);
      },
    },
  });
  const html = marked.parse(markdown, { async: false });
  return { title: headings.find(({ depth }) => depth === 1)?.text ?? "", html, headings };
}

/** Derives a heading's anchor from its text, as code hosts do. */
export function anchorOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** Maps a link in a guide to the path at which the Worker serves its target. */
function servedAt(href: string): string {
  if (/^(?:https:\/\/|#)/.test(href)) return href;
  if (href.startsWith(PICTURES)) return `/guide/pictures/${href.slice(PICTURES.length)}`;
  const [, name, anchor = ""] = /^([a-z-]+|README)\.md(#.+)?$/.exec(href) ?? [];
  if (name === undefined) throw new Error(`A guide links to ${href}, which is not served.`);
  return `${name === "README" ? "/guide" : `/guide/${name}`}${anchor}`;
}

/**
 * A table in a scrollable box that can receive keyboard focus. On narrow screens the style sheet displays the cells as
 * blocks, each under its column's title; the ARIA roles preserve the table's semantics.
 */
function tableOf({ parser }: RendererThis, { header, rows }: Tokens.Table): string {
  const titles = header.map(({ tokens }) => parser.parseInline(tokens));
  const labels = header.map(({ tokens }) => escape(parser.parseInline(tokens, parser.textRenderer)));
  const head = titles.map((title) =>
    title === "" ? `<td role="cell"></td>` : `<th role="columnheader">${title}</th>`,
  );
  const body = rows.map((cells) => {
    const row = cells.map(
      ({ tokens }, column) => `<td role="cell" data-title="${labels[column] ?? ""}">${parser.parseInline(tokens)}</td>`,
    );
    return `<tr role="row">${row.join("")}</tr>`;
  });
  return `<div class="table" role="group" aria-label="Table" tabindex="0"><table role="table">
<thead role="rowgroup"><tr role="row">${head.join("")}</tr></thead>
<tbody role="rowgroup">${body.join("\n")}</tbody>
</table></div>
`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

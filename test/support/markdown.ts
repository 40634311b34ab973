import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Marked, type Token, type Tokens } from "marked";
import { anchorOf } from "../../src/page/guide/markdown.ts";
import { ROOT } from "./root.ts";

/** A Markdown file of the repository. */
export class MarkdownFile {
  /** Its path, relative to the repository's root. */
  readonly path: string;
  readonly text: string;
  readonly #tokens: Token[] = [];

  constructor(path: string) {
    this.path = path;
    this.text = readFileSync(join(ROOT, path), "utf8");
    const marked = new Marked();
    void marked.walkTokens(marked.lexer(this.text), (token) => {
      this.#tokens.push(token);
    });
  }

  /** The targets of its links and pictures. */
  get links(): string[] {
    return this.#tokens.flatMap((token) =>
      token.type === "link" || token.type === "image" ? String(token["href"]) : [],
    );
  }

  /** The anchors of its headings. */
  get anchors(): string[] {
    return this.#tokens.flatMap((token) =>
      token.type === "heading" ? anchorOf(String(token["text"]).replaceAll("`", "")) : [],
    );
  }

  /** Its inline code, and the contents of its code blocks. */
  get code(): string[] {
    return this.#tokens.flatMap((token) =>
      token.type === "codespan" || token.type === "code" ? String(token["text"]) : [],
    );
  }

  /** The code blocks of one section, in order, with their languages. */
  blocksOf(section: string): { language: string; code: string }[] {
    const isHeading = (token: Token): token is Tokens.Heading =>
      token.type === "heading" && Number(token["depth"]) <= 2;
    const start = this.#tokens.findIndex((token) => isHeading(token) && token.text === section);
    if (start === -1) throw new Error(`${this.path} has no section ${section}`);
    const end = this.#tokens.findIndex((token, place) => place > start && isHeading(token));
    return this.#tokens
      .slice(start, end === -1 ? undefined : end)
      .flatMap((token) =>
        token.type === "code" ? { language: String(token["lang"]), code: String(token["text"]) } : [],
      );
  }

  /** Its relative links without a target: a missing file or a missing heading. */
  deadLinks(): string[] {
    return this.links.filter((href) => {
      if (/^(?:https?:|mailto:)/.test(href)) return false;
      const [file = "", anchor] = href.split("#");
      const path = file === "" ? this.path : join(dirname(this.path), file);
      if (!existsSync(join(ROOT, path))) return true;
      return anchor !== undefined && !new MarkdownFile(path).anchors.includes(anchor);
    });
  }
}

/** All guides. */
export const GUIDES = readdirSync(join(ROOT, "src/guide")).map((name) => new MarkdownFile(`src/guide/${name}`));

/** HTML that is safe to insert. Only {@link markup} makes it, so that no text gets into it unescaped. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Makes HTML of a template's parts; see {@link markup}. */
  static of(template: TemplateStringsArray, values: readonly HtmlValue[]): Html {
    return new Html(template.map((part, place) => part + Html.#of(values[place] ?? "")).join(""));
  }

  static #of(value: HtmlValue): string {
    if (value instanceof Html) return value.#text;
    return typeof value === "string" ? escaped(value) : value.map((each) => Html.#of(each)).join("");
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template: HTML, or text, which is escaped; or a list of them. */
export type HtmlValue = Html | string | readonly HtmlValue[];

/** A template of HTML. */
export function markup(template: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return Html.of(template, values);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

import { type DefaultTreeAdapterMap, parse } from "parse5";

type Node = DefaultTreeAdapterMap["node"];
type Element = DefaultTreeAdapterMap["element"];

/** An HTML document as a browser reads it. */
export interface Parsed {
  /** The elements in order, with the names of their attributes. Texts and values are left out. */
  readonly structure: readonly string[];
  /** The text of each element with a class. */
  textsOf(className: string): readonly string[];
  /** The values of an attribute, of all elements that have it. */
  valuesOf(attribute: string): readonly string[];
}

/** Reads a document with a parser that follows the HTML standard. */
export function parsed(html: string): Parsed {
  const elements = [...elementsIn(parse(html))];
  return {
    structure: elements.map(({ tagName, attrs }) => [tagName, ...attrs.map(({ name }) => name)].join(" ")),
    textsOf: (className) =>
      elements.filter((element) => valueOf(element, "class")?.split(" ").includes(className)).map(textOf),
    valuesOf: (attribute) =>
      elements.map((element) => valueOf(element, attribute)).filter((value) => value !== undefined),
  };
}

/** What the HTML standard makes of a text: it knows one kind of line end, and no U+0000. */
export function asParsed(text: string): string {
  return withOneLineEnd(text).replaceAll("\0", "");
}

/** What it makes of an attribute's value. */
export function asParsedValue(text: string): string {
  return withOneLineEnd(text).replaceAll("\0", "\ufffd");
}

function withOneLineEnd(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

function* elementsIn(node: Node): Generator<Element> {
  if ("tagName" in node) yield node;
  if ("childNodes" in node) for (const child of node.childNodes) yield* elementsIn(child);
}

function valueOf({ attrs }: Element, attribute: string): string | undefined {
  return attrs.find(({ name }) => name === attribute)?.value;
}

function textOf(node: Node): string {
  if (node.nodeName === "#text" && "value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

import { parse, type DefaultTreeAdapterTypes } from "parse5";

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** The names of all elements, as a browser reads the page. */
export function elementsOf(html = ""): string[] {
  return elements(parse(html)).map(({ tagName }) => tagName);
}

/** The text of every link and where it leads; of those with the same text the last one. */
export function linksOf(html = ""): Record<string, string> {
  return Object.fromEntries(allLinksOf(html));
}

/** The text of every link and where it leads. */
export function allLinksOf(html = ""): (readonly [text: string, url: string])[] {
  const links = elements(parse(html)).filter(({ tagName }) => tagName === "a");
  return links.map((link) => [text(link).trim(), link.attrs.find(({ name }) => name === "href")?.value ?? ""]);
}

/** What is to be read. */
export function textOf(html = ""): string {
  return text(parse(html));
}

function elements(node: Node): Element[] {
  const children = "childNodes" in node ? node.childNodes.flatMap(elements) : [];
  return "tagName" in node ? [node, ...children] : children;
}

function text(node: Node): string {
  if (node.nodeName === "#text") return (node as DefaultTreeAdapterTypes.TextNode).value;
  return "childNodes" in node ? node.childNodes.map(text).join("") : "";
}

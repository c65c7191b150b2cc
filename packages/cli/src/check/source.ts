import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from "yaml";
import type { Problem } from "./problem.ts";

/** Keys and indexes down to a value. */
export type Path = readonly (string | number)[];

/** A YAML or JSON file with the lines of what is in it. JSON is YAML: one parser knows the positions of both. */
export interface Source {
  /** As it is shown. */
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  /** Mistakes of the syntax; then nothing else of it can be checked. */
  readonly syntax: readonly Problem[];
  /** The line of the last key or item of the path that is there. */
  lineOf(path: Path): number;
  /** The line of a line, counted from 0, of a text of several lines. */
  lineInText(path: Path, index: number): number;
  /** The first line of a value or key for which `test` holds. */
  lineWhere(test: (text: string) => boolean): number | undefined;
}

/** Reads a file's text. */
export function parseSource(file: string, text: string): Source {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, merge: true, stringKeys: false });
  const lineAt = (offset: number): number => counter.linePos(offset).line;
  // Several documents in one file are nothing that is checked here.
  const errors = document.errors.filter(({ code }) => code !== "MULTIPLE_DOCS");
  return {
    file,
    text,
    value: errors.length > 0 ? undefined : valueOf(document),
    syntax: errors.map(({ message, pos }) => ({
      file,
      line: lineAt(pos[0]),
      severity: "error",
      message: message.split(" at line ")[0] ?? message,
    })),
    lineOf: (path) => lineAt(locate(document, path).offset),
    lineInText: (path, index) => {
      const { node } = locate(document, path);
      const offset = node?.range?.[0] ?? 0;
      const isBlock = isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
      return lineAt(offset) + (isBlock ? index + 1 : 0);
    },
    lineWhere: (test) => {
      const offset = findText(document, test);
      return offset === undefined ? undefined : lineAt(offset);
    },
  };
}

function valueOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

interface Place {
  readonly node: Node | null;
  readonly offset: number;
}

function locate(document: Document, path: Path): Place {
  let place: Place = { node: document.contents, offset: document.contents?.range?.[0] ?? 0 };
  for (const key of path) {
    const next = step(document, place.node, key);
    if (next === undefined) return place;
    place = next;
  }
  return place;
}

function step(document: Document, parent: Node | null, key: string | number): Place | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node)) {
    const item = node.items[Number(key)] as Node | undefined;
    return item?.range ? { node: item, offset: item.range[0] } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === String(key));
  const name = pair?.key as Node | undefined;
  return pair && name?.range ? { node: pair.value as Node | null, offset: name.range[0] } : undefined;
}

function findText(document: Document, test: (text: string) => boolean): number | undefined {
  let found: number | undefined;
  visit(document, {
    Scalar: (_, { value, range }) => {
      if (!range || !test(String(value))) return undefined;
      found = range[0];
      return visit.BREAK;
    },
  });
  return found;
}

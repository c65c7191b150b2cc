/** What a caller gave where a text belongs, whatever its types promised; empty for what has no text of its own. */
export function textOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return "";
  }
}

/** Stands at the end of a text that was cut. */
export function cutMark(characters: number): string {
  return `… [cut, ${characters} characters]`;
}

import { textOf } from "./text.ts";

/**
 * Attributes of a thrown value, none when it says nothing of itself (semantic conventions, "Exceptions on spans" and
 * "Exceptions in logs"). A code (ECONNREFUSED) tells more than a class.
 */
export function describeException(exception: unknown): Record<string, string> {
  if (exception === undefined || exception === null) return {};
  if (typeof exception !== "object") return { "exception.message": textOf(exception) };
  const read = (key: string): unknown => {
    try {
      return (exception as Record<string, unknown>)[key];
    } catch {
      return undefined;
    }
  };
  const attributes: Record<string, string> = {};
  const add = (key: string, value: unknown): void => {
    const text = textOf(value);
    if (text !== "") attributes[key] = text;
  };
  add("exception.type", read("code") ?? read("name"));
  add("exception.message", read("message"));
  add("exception.stacktrace", read("stack"));
  return attributes;
}

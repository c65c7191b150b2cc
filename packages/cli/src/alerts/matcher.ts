import { CliError } from "../error.ts";
import type { Matcher, Silence } from "./alertmanager.ts";
import type { Labels } from "./rules.ts";

const form = /^([A-Za-z_][\w.]*)(=~|!~|!=|=)(.*)$/s;

/** `job="shop/api"`, `severity=~"warning|info"`; quotes may be left out. Undefined for a word that is none. */
export function parseMatcher(word: string): Matcher | undefined {
  const [, name, operator, raw] = form.exec(word) ?? [];
  if (name === undefined || operator === undefined || raw === undefined) return undefined;
  const value = raw.length > 1 && raw.startsWith('"') && raw.endsWith('"') ? unquote(word, raw) : raw;
  const isRegex = operator.endsWith("~");
  if (isRegex) requireRegex(word, value);
  return { name, value, isRegex, isEqual: operator.startsWith("=") };
}

/** As Alertmanager writes it. */
export function matcherText({ name, value, isRegex, isEqual }: Matcher): string {
  return `${name}${isEqual ? "=" : "!"}${isRegex ? "~" : isEqual ? "" : "="}${JSON.stringify(value)}`;
}

/** True when all matchers hold; a label that is absent is the empty string. */
export function matches(labels: Labels, matchers: Silence["matchers"]): boolean {
  return matchers.every(({ name, value, isRegex, isEqual }) => {
    const label = labels[name] ?? "";
    return isEqual === (isRegex ? new RegExp(`^(?:${value})$`).test(label) : label === value);
  });
}

function unquote(word: string, text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new CliError(
      "E_ARGUMENT",
      `${word}: the value is no quoted text; expected NAME="VALUE", with \\" for a quote`,
    );
  }
}

function requireRegex(word: string, value: string): void {
  try {
    void new RegExp(value);
  } catch (error) {
    throw new CliError("E_ARGUMENT", `${word}: ${(error as Error).message}`);
  }
}

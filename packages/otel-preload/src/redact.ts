import type { Attributes } from "@opentelemetry/api";
import type { Config } from "./config.ts";
import { redactText } from "./redact-text.ts";

/** What stands in place of a hidden value. */
const redacted = "[REDACTED]";

let hiddenValues = 0;

/** How many values were hidden since start, for the self-metric. */
export function hiddenValueCount(): number {
  return hiddenValues;
}

/** Hides secrets in everything that leaves: one instance per process, handed to the processors. */
export interface Redactor {
  /** Free text: messages, SQL, URLs, exception texts. */
  text(value: string): string;
  /** A value under a name: hidden whole when the name says it is secret, otherwise as `text`. */
  value(key: string, value: unknown): unknown;
  /** Changes `attributes` in place. */
  attributes(attributes: Attributes): void;
}

/** Shows everything. */
export const noRedaction: Redactor = { text: (value) => value, value: (_key, value) => value, attributes: () => {} };

export function createRedactor(config: Config["redaction"]): Redactor {
  if (!config.enabled) return noRedaction;
  const isSecretName = secretNames(config.keys);
  const hiding = { isSecretName, hide };
  const text = (value: string): string => redactText(value, hiding);
  const value = (key: string, raw: unknown): unknown => {
    if (raw === undefined || raw === null) return raw;
    if (isSecretName(key)) return hide();
    if (typeof raw === "string") return text(raw);
    if (Array.isArray(raw)) return raw.map((item: unknown) => (typeof item === "string" ? text(item) : item));
    return raw;
  };
  const attributes = (target: Attributes): void => {
    for (const key of Object.keys(target)) {
      const before = target[key];
      const after = value(key, before);
      if (after !== before) target[key] = after;
    }
  };
  return { text, value, attributes };
}

function hide(): string {
  hiddenValues++;
  return redacted;
}

const secretWords =
  /(?:^|[._\-[\]\s])(?:authorization|proxy[_-]?authorization|cookies?|set[_-]?cookie|pass(?:word|wd|phrase)?|pwd|secret|client[_-]?secret|token|(?:access|refresh|id|auth|session|csrf|xsrf|api|bearer)[_-]?token|api[_-]?key|x[_-]api[_-]key|private[_-]?key|access[_-]?key|secret[_-]?key|credentials?|session[_-]?id|sid|card[_-]?number|cvv|cvc|ssn|otp|pin|jwt|dsn|signature|sig)(?:$|[._\-[\]\s])/iu;

/** Names come from data, too: what stands before a colon. */
const maxKnownNames = 5000;

/** Names that contain such a word but hold no secret. */
const harmless = /(?:token[._-]?(?:count|type|usage)|usage[._-](?:input|output)[._-]?tokens?|tokens)$/iu;

/** A copy: what was cut out of a text keeps the whole text in memory. */
function ownText(name: string): string {
  return Buffer.from(name).toString();
}

function secretNames(extra: readonly string[]): (name: string) => boolean {
  const own = new Set(extra.map((name) => name.toLowerCase()));
  const known = new Map<string, boolean>();
  return (name) => {
    let answer = known.get(name);
    if (answer === undefined) {
      const last = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
      const spaced = name.replace(/([a-z0-9])([A-Z])/gu, "$1_$2");
      answer = own.has(name.toLowerCase()) || own.has(last) || (secretWords.test(spaced) && !harmless.test(name));
      if (known.size >= maxKnownNames) known.clear();
      known.set(ownText(name), answer);
    }
    return answer;
  };
}

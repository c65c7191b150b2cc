import type { Hiding } from "./redact-text.ts";

const maxNameLength = 64;
/** A value from where it begins: `\"escaped\"`, `"quoted"` (closed or cut off), or bare up to the next delimiter. */
const valueHere = /\\(["'])[\s\S]*?(?:\\\1|$)|(["'])(?:\\[\s\S]|(?!\2)[^\\])*(?:\2|$)|[^\s&?;,"'}\])]+/uy;
/** Headers whose value is a list of secrets: hidden up to the end of the line. */
const wholeLine = /^(?:set-)?cookie$|authorization$/iu;
const restOfLine = /[^\r\n"']+/uy;

/**
 * Hides the values of secret names: `name=`, `"name": `, `\"name\":`. One pass, never back: what follows a harmless name
 * is looked at again, as it may hold pairs itself (JSON in JSON, URLs).
 */
export function hidePairs(text: string, { isSecretName, hide }: Hiding): string {
  let result = "";
  let done = 0;
  let from = 0;
  for (let sign = nextSign(text, 0); sign >= 0; sign = nextSign(text, Math.max(sign + 1, done))) {
    const name = nameBefore(text, sign, from);
    if (name === "") continue;
    const start = skipSpaces(text, sign + 1);
    from = start;
    if (!isSecretName(name)) continue;
    const secret = secretAt(text, start, text[sign] === ":" && wholeLine.test(name));
    if (secret === undefined) continue;
    const mark = /^\\*["']/u.exec(secret)?.[0] ?? "";
    result += `${text.slice(done, start)}${mark}${hide()}${mark}`;
    done = start + secret.length;
    from = done;
  }
  return done === 0 ? text : result + text.slice(done);
}

/** The next `=` or `:`; not the colon of `https://` or `::`. */
function nextSign(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 61) return at;
    if (unit === 58 && text[at + 1] !== ":" && !text.startsWith("//", at + 1)) return at;
  }
  return -1;
}

/** The name that belongs to the sign, which may be quoted, even with backslashes; it does not begin before `from`. */
function nameBefore(text: string, sign: number, from: number): string {
  let end = sign;
  while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
  if (end > from && (text[end - 1] === '"' || text[end - 1] === "'")) {
    end--;
    while (end > from && text[end - 1] === "\\") end--;
  }
  const earliest = Math.max(from, end - maxNameLength);
  let start = end;
  while (start > earliest && isNamePart(text.charCodeAt(start - 1))) start--;
  return text.slice(start, end);
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** `\s`. */
function isSpace(unit: number): boolean {
  if (unit < 128) return unit === 32 || (unit >= 9 && unit <= 13);
  return /\s/u.test(String.fromCharCode(unit));
}

/** `[\w.-]`. */
function isNamePart(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 48 && unit <= 57) ||
    (unit >= 65 && unit <= 90) ||
    unit === 95 ||
    unit === 45 ||
    unit === 46
  );
}

/** What a SQL statement has in place of a value. */
const placeholder = /^(?:\$\d+|:[A-Za-z_]\w*|%s)$/u;

/** The secret that begins at `start`; `undefined` where there is none, or one that is hidden already. */
function secretAt(text: string, start: number, isHeader: boolean): string | undefined {
  // Before any pattern: each of many hidden values would be followed to the text's end.
  if (text.startsWith("[REDACTED", start)) return undefined;
  const quoted = text[start] === '"' || text[start] === "'";
  const pattern = isHeader && !quoted ? restOfLine : valueHere;
  pattern.lastIndex = start;
  const secret = pattern.exec(text)?.[0];
  return secret === undefined || placeholder.test(secret) ? undefined : secret;
}

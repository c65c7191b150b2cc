import { hideCards } from "../src/redact-card.ts";
import { hideEncoded } from "../src/redact-percent.ts";

// Every repetition is bounded or begins at a border: a long run of letters (base64) must not cost its square.
const bearer = /\b(bearer|basic)\s+[a-z0-9+/_\-.~]{6,}=*/giu;
const jwt = /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/gu;
const urlCredentials = /([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/@:]*):([^\s/@]+)@/giu;
const email = /(?<![\w.+%-])[\w.+%-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}/giu;
/** A name and what stands between it and its value: `name=`, `"name": `, `\"name\":`; not the colon of `https://`. */
const nameAndSign = /([\w.-]{1,64})((?:\\*["'])?\s*(?:=|:(?!\/\/|:))\s*)/gu;
/** A value from where it begins: `\"escaped\"`, `"quoted"` (closed or cut off), or bare up to the next delimiter. */
const valueHere = /\\(["'])[\s\S]*?(?:\\\1|$)|(["'])(?:\\[\s\S]|(?!\2)[^\\])*(?:\2|$)|[^\s&?;,"'}\])]+/uy;
/** Headers whose value is a list of secrets: hidden up to the end of the line. */
const wholeLine = /^(?:set-)?cookie$|authorization$/iu;
const restOfLine = /[^\r\n"']+/uy;

/** Every pattern on every text: what `redactText` must do, however it finds out that it need not. */
export function redactPlainly(
  value: string,
  isSecretName: (name: string) => boolean,
  hide: () => string,
  decodings: number = 0,
): string {
  const texts = value
    .replace(bearer, (_all, scheme: string) => `${scheme} ${hide()}`)
    .replace(jwt, hide)
    .replace(urlCredentials, (_all, scheme: string, user: string) => `${scheme}${user}:${hide()}@`);
  const plain = hideCards(redactPairs(texts, isSecretName, hide).replace(email, hide), hide);
  if (decodings === 3) return plain;
  return hideEncoded(plain, (decoded) => redactPlainly(decoded, isSecretName, hide, decodings + 1));
}

/** One pass, never back: what follows a harmless name is looked at again, as it may hold pairs itself (JSON in JSON, URLs). */
function redactPairs(text: string, isSecretName: (name: string) => boolean, hide: () => string): string {
  let result = "";
  let done = 0;
  nameAndSign.lastIndex = 0;
  for (let match = nameAndSign.exec(text); match !== null; match = nameAndSign.exec(text)) {
    const [, name = "", sign = ""] = match;
    if (!isSecretName(name)) continue;
    const start = nameAndSign.lastIndex;
    const secret = secretAt(text, start, sign.includes(":") && wholeLine.test(name));
    if (secret === undefined) continue;
    const mark = /^\\*["']/u.exec(secret)?.[0] ?? "";
    result += `${text.slice(done, start)}${mark}${hide()}${mark}`;
    done = start + secret.length;
    nameAndSign.lastIndex = done;
  }
  return done === 0 ? text : result + text.slice(done);
}

/** What a SQL statement has in place of a value. */
const placeholder = /^(?:\$\d+|:[A-Za-z_]\w*|%s)$/u;

/** The secret that begins at `start`; `undefined` where there is none, or one that is hidden already. */
function secretAt(text: string, start: number, isHeader: boolean): string | undefined {
  const quoted = text[start] === '"' || text[start] === "'";
  const pattern = isHeader && !quoted ? restOfLine : valueHere;
  pattern.lastIndex = start;
  const secret = pattern.exec(text)?.[0];
  const isNone = secret === undefined || secret.startsWith("[REDACTED") || placeholder.test(secret);
  return isNone ? undefined : secret;
}

import { hideCards } from "./redact-card.ts";
import { clue, cluesIn } from "./redact-clues.ts";
import { hidePairs } from "./redact-pairs.ts";
import { hideEncoded } from "./redact-percent.ts";

export interface Hiding {
  readonly isSecretName: (name: string) => boolean;
  /** What to write in a secret's place; counts it. */
  readonly hide: () => string;
}

// Every repetition is bounded or begins at a border: a long run of letters (base64) must not cost its square.
const bearer = /\b(bearer|basic)\s+[a-z0-9+/_\-.~]{6,}=*/giu;
const urlCredentials = /([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/@:]*):([^\s/@]+)@/giu;
const email = /(?<![\w.+%-])[\w.+%-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}/giu;
/** A URL in a URL in a URL. */
const maxDecodings = 3;

/** The text without secrets: the patterns in their order, each only where there is a clue of it. */
export function redactText(value: string, hiding: Hiding, decodings: number = 0): string {
  const clues = cluesIn(value);
  if (clues === 0) return value;
  const { hide } = hiding;
  let text = value;
  if ((clues & clue.scheme) !== 0) text = text.replace(bearer, (_all, scheme: string) => `${scheme} ${hide()}`);
  if ((clues & clue.jwt) !== 0) text = hideJwts(text, hide);
  const hasAt = (clues & clue.at) !== 0;
  if (hasAt) text = text.replace(urlCredentials, (_all, scheme: string, user: string) => `${scheme}${user}:${hide()}@`);
  if ((clues & clue.sign) !== 0) text = hidePairs(text, hiding);
  if (hasAt) text = text.replace(email, hide);
  if ((clues & clue.card) !== 0) text = hideCards(text, hide);
  if ((clues & clue.percent) !== 0 && decodings < maxDecodings)
    text = hideEncoded(text, (decoded) => redactText(decoded, hiding, decodings + 1));
  return text;
}

const minJwtPart = 5;

/** JSON Web Tokens, `\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*`: each part is looked at once, however often it says "eyJ". */
function hideJwts(text: string, hide: () => string): string {
  let result = "";
  let done = 0;
  let at = text.indexOf("eyJ");
  while (at >= 0) {
    const start = at + 3;
    const first = isWord(text.charCodeAt(at - 1)) ? start : endOfPart(text, start);
    const second = first - start >= minJwtPart && text[first] === "." ? endOfPart(text, first + 1) : first;
    if (second - first > minJwtPart && text[second] === ".") {
      result += text.slice(done, at) + hide();
      done = endOfPart(text, second + 1);
      at = text.indexOf("eyJ", done);
    } else at = text.indexOf("eyJ", first);
  }
  return done === 0 ? text : result + text.slice(done);
}

function endOfPart(text: string, from: number): number {
  let at = from;
  for (let unit = text.charCodeAt(at); isWord(unit) || unit === 45; unit = text.charCodeAt(at)) at++;
  return at;
}

/** `\w`: letters, digits and the underscore; NaN, beyond an end, is none. */
function isWord(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95;
}

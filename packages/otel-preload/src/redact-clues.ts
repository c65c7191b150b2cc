/** What a text must hold so that a pattern of `redact-text.ts` can match at all. */
export const clue = {
  /** An e-mail address, or credentials in a URL: an `@`. */
  at: 1,
  /** `name=value`, `name: value`: one of the signs. */
  sign: 2,
  /** A card number: fourteen digits, at most one space or hyphen between two. */
  card: 4,
  /** `Bearer …`, `Basic …`. */
  scheme: 8,
  /** A JSON Web Token: `eyJ`. */
  jwt: 16,
  /** A percent-encoded character. */
  percent: 128,
} as const;

const digitKind = 32;
const gapKind = 64;
const minCardDigits = 14;

const kinds = new Uint8Array(128);
for (const [characters, kind] of [
  ["@", clue.at],
  ["=:", clue.sign],
  ["0123456789", digitKind],
  [" -", gapKind],
  ["bB", clue.scheme],
  ["e", clue.jwt],
  ["%", clue.percent],
] as const) {
  for (const character of characters) kinds[character.charCodeAt(0)] = kind;
}

/**
 * One look at each character instead of one search for each pattern: most texts hold nothing to hide, and this runs for
 * every text of every span and record. Never misses a clue; may see one where nothing is.
 */
export function cluesIn(text: string): number {
  let found = 0;
  let digits = 0;
  const { length } = text;
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    const kind = unit < 128 ? (kinds[unit] as number) : 0;
    if (kind === digitKind) {
      if (++digits >= minCardDigits) found |= clue.card;
    } else if (kind !== gapKind) {
      digits = 0;
      if (kind !== 0) found |= kind <= clue.sign ? kind : wordClue(text, at, kind);
    } else if (digits > 0 && kinds[text.charCodeAt(at - 1)] !== digitKind) digits = 0;
  }
  return found;
}

/** `kind` when the word that begins here is the one that it stands for; folded as the patterns are, to whom ſ is an s. */
function wordClue(text: string, at: number, kind: number): number {
  if (kind === clue.jwt) return text.startsWith("eyJ", at) ? kind : 0;
  if (kind === clue.percent) return /^%[0-9a-f]{2}$/iu.test(text.slice(at, at + 3)) ? kind : 0;
  return /^(?:bear|basi)/iu.test(text.slice(at, at + 4)) ? kind : 0;
}

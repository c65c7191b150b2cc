/** Digits, one space or hyphen between two groups: enough of them for a card number. People write four or six first. */
const digitGroups = /\d{4}(?:[ -]?\d){10,}/gu;
const minFirstGroup = 4;
const minDigits = 14;
const maxDigits = 19;

/**
 * Which numbers are those of cards: the issuers' first digits with the lengths that they give out (ISO/IEC 7812).
 * Thirteen digits are none: Visa's of that length are long gone, while milliseconds since 1970 and the article numbers
 * of shops (EAN-13) have thirteen, and one of ten passes the check sum. No issuer has 16 or 19 digits that begin with 1,
 * as microseconds and nanoseconds do (docs/decisions/0014).
 */
const issuers = new RegExp(
  `^(?:${[
    String.raw`4(?:\d{15}|\d{18})`, // Visa
    String.raw`(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}`, // Mastercard
    String.raw`3[47]\d{13}`, // American Express
    String.raw`3(?:0[0-59]|[689]\d)\d{11}`, // Diners Club
    String.raw`(?:6011|64[4-9]\d|65\d\d|62\d\d|81\d\d|35(?:2[89]|[3-8]\d)|220[0-4])\d{12,15}`, // Discover, UnionPay, JCB, Mir
    String.raw`(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{10,15}`, // Maestro
    String.raw`(?:508[5-9]|60(?:69|7\d|8\d)|82\d\d|9792)\d{12}`, // RuPay, Troy
  ].join("|")})$`,
  "u",
);

/** Hides card numbers, also one that other numbers stand beside: a time, an order's number. */
export function hideCards(text: string, hide: () => string): string {
  return text.replace(digitGroups, (run, at: number) => {
    const groups = run.split(/(?=[ -])/u);
    // What is part of a word is part of an id, and what follows a point is a fraction.
    const first = isWordPart(text.charCodeAt(at - 1)) || /\d\.$/u.test(text.slice(Math.max(0, at - 2), at)) ? 1 : 0;
    const end = groups.length - (isWordPart(text.charCodeAt(at + run.length)) ? 1 : 0);
    return hideAmong(groups, first, end, hide);
  });
}

/** Cards among groups of digits: they begin and end where a group does. */
function hideAmong(groups: readonly string[], from: number, end: number, hide: () => string): string {
  const plain = groups.map((group) => group.replace(/^[ -]/u, ""));
  let result = groups.slice(0, from).join("");
  for (let first = from; first < end;) {
    const group = groups[first] as string;
    const next = (plain[first] as string).length < minFirstGroup ? first : endOfCard(plain, first, end);
    result += next === first ? group : group.replace(/\d+/u, hide);
    first = Math.max(next, first + 1);
  }
  return result + groups.slice(end).join("");
}

/** The group that follows the card that begins with group `first`, the longest there is; `first` if there is none. */
function endOfCard(groups: readonly string[], first: number, end: number): number {
  let digits = "";
  let found = first;
  for (let at = first; at < end; at++) {
    digits += groups[at] as string;
    if (digits.length > maxDigits) break;
    if (digits.length >= minDigits && issuers.test(digits) && passesLuhn(digits)) found = at + 1;
  }
  return found;
}

/** Luhn's check (ISO/IEC 7812-1 annex B). */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function isWordPart(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95;
}

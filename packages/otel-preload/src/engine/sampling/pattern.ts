/** A longer text is compared by its beginning only. */
const maxLength = 2000;
const star = 42;
const slash = 47;
const colon = 58;

/** Whether the whole of `text` is like the pattern. */
export type Matcher = (text: string) => boolean;

/**
 * `*` stands for anything, and in a path `:name` for one segment. Without regular expressions, so that no pattern is
 * slow: the work is at most the product of the lengths.
 */
export function createMatcher(pattern: string): Matcher {
  const isPath = pattern.startsWith("/");
  const simple = isPath ? pattern.replaceAll(/\/:[^/*]+/gu, "/:") : pattern;
  if (!simple.includes("*") && !(isPath && simple.includes("/:"))) return (text) => text === pattern;
  return (text) => isLike(text.length > maxLength ? text.slice(0, maxLength) : text, simple, isPath);
}

/** Goes back to the last `*` only: what an earlier one could take, the last one takes too. */
function isLike(text: string, pattern: string, isPath: boolean): boolean {
  let [at, place, lastStar, starAt] = [0, 0, -1, 0];
  while (at < text.length || place < pattern.length) {
    if (pattern.charCodeAt(place) === star) {
      [lastStar, starAt] = [place, at];
      place++;
      continue;
    }
    const end = isPath && isParameter(pattern, place) ? segmentEnd(text, at) : afterSame(text, at, pattern, place);
    if (end > at) {
      at = end;
      place++;
    } else if (lastStar >= 0 && starAt < text.length) {
      at = ++starAt;
      place = lastStar + 1;
    } else return false;
  }
  return true;
}

function isParameter(pattern: string, place: number): boolean {
  return pattern.charCodeAt(place) === colon && pattern.charCodeAt(place - 1) === slash;
}

function segmentEnd(text: string, from: number): number {
  const end = text.indexOf("/", from);
  return end < 0 ? text.length : end;
}

/** Beyond the ends nothing is the same: there `charCodeAt` is NaN. */
function afterSame(text: string, at: number, pattern: string, place: number): number {
  return text.charCodeAt(at) === pattern.charCodeAt(place) ? at + 1 : at;
}

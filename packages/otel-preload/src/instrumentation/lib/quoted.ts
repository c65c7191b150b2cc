const quotes = new Set(['"', "'", "`"]);

/**
 * The text with "?" for what is in quotes. In single quotes a backslash escapes, and two quotes stand for one. By hand, as
 * a pattern would look for an end that never comes once for each beginning.
 */
export function hideQuoted(text: string): string {
  const endless = new Set<string>();
  let result = "";
  let done = 0;
  for (let at = 0; at < text.length; at++) {
    const quote = text[at] as string;
    if (!quotes.has(quote) || endless.has(quote)) continue;
    const end = quote === "'" ? endOfString(text, at + 1) : text.indexOf(quote, at + 1);
    if (end < 0) {
      endless.add(quote);
      continue;
    }
    result += `${text.slice(done, at)}?`;
    done = end + 1;
    at = end;
  }
  return done === 0 ? text : result + text.slice(done);
}

/** Where the quote is that ends a string; where two of them never end, the first of the last two. */
function endOfString(text: string, from: number): number {
  let last = -1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "'") {
      if (text[at + 1] !== "'") return at;
      last = at++;
    }
  }
  return last;
}

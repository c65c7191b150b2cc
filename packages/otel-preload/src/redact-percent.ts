/** What may be one value, or a name and its value, of a query. */
const part = /[^\s&;,"'<>]+/gu;
const encoded = /%[0-9a-f]{2}/iu;
const hidden = "[REDACTED]";
interface Decoded {
  readonly text: string;
  /** Where each of its characters begins in the encoded text, and where that ends. */
  readonly places: readonly number[];
}

/**
 * Hides what only shows when it is decoded, as in `?next=%2Fx%3Ftoken%3Dabc` (RFC 3986 §2.1): `redact` gets each part
 * decoded. What is not hidden stays as it was.
 */
export function hideEncoded(text: string, redact: (decoded: string) => string): string {
  return text.replace(part, (raw) => {
    if (!encoded.test(raw)) return raw;
    const decoded = decode(raw);
    const redacted = redact(decoded.text);
    return redacted === decoded.text ? raw : mark(raw, decoded, redacted);
  });
}

/** The encoded text with one mark for all that was changed: before and behind it, both decoded texts are the same. */
function mark(raw: string, { text, places }: Decoded, redacted: string): string {
  let before = 0;
  while (before < text.length && text[before] === redacted[before]) before++;
  let behind = 0;
  const most = Math.min(text.length, redacted.length) - before;
  while (behind < most && text[text.length - 1 - behind] === redacted[redacted.length - 1 - behind]) behind++;
  return raw.slice(0, places[before]) + hidden + raw.slice(places[text.length - behind]);
}

/** Byte by byte: no secret is known by letters beyond ASCII. */
function decode(raw: string): Decoded {
  let text = "";
  const places: number[] = [];
  for (let at = 0; at < raw.length;) {
    const isEncoded = raw[at] === "%" && encoded.test(raw.slice(at, at + 3));
    text += isEncoded ? String.fromCharCode(Number.parseInt(raw.slice(at + 1, at + 3), 16)) : raw.charAt(at);
    places.push(at);
    at += isEncoded ? 3 : 1;
  }
  places.push(raw.length);
  return { text, places };
}

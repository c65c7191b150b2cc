const known: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "OPTIONS",
  "CONNECT",
  "TRACE",
  "QUERY",
]);

/** `_OTHER` for what is no method of HTTP: anybody can make up any number of them (semantic conventions, HTTP spans). */
export function knownMethod(method: string): string {
  return known.has(method) ? method : "_OTHER";
}

/** The name of a span without a route. */
export function spanNameOf(method: string): string {
  return method === "_OTHER" ? "HTTP" : method;
}

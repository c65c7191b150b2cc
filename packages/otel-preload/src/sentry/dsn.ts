/** What a DSN says: `https://<public key>@<host>/<path>/<project id>`. */
export interface Dsn {
  readonly text: string;
  /** Where envelopes go, without credentials: for messages. */
  readonly origin: string;
}

/** `undefined` when a part is missing; checked here because `@sentry/core` is not loaded before the first error. */
export function parseDsn(text: string): Dsn | undefined {
  const url = URL.parse(text);
  if (url === null || url.username === "" || !/\/\d+$/u.test(url.pathname)) return undefined;
  return { text, origin: url.origin };
}

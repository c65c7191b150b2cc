/**
 * Whether the application has a Sentry client of its own, of any version since 7: every copy of the SDK leaves its
 * scopes on one global. Then its issues are its own business, and a second client would only repeat them.
 */
export function hasOtherClient(): boolean {
  const { __SENTRY__: carrier } = globalThis as { __SENTRY__?: Record<string, unknown> };
  if (typeof carrier !== "object" || carrier === null) return false;
  return Object.values(carrier).some(holdsClient);
}

interface Holder {
  getClient?(): unknown;
  readonly defaultCurrentScope?: { getClient?(): unknown };
  readonly stack?: { getClient?(): unknown };
}

/** Version 7: a hub; version 8 and later: scopes under the SDK's version. */
function holdsClient(entry: unknown): boolean {
  if (typeof entry !== "object" || entry === null) return false;
  const holder = entry as Holder;
  return [holder, holder.defaultCurrentScope, holder.stack].some((scope) => {
    return typeof scope?.getClient === "function" && scope.getClient() !== undefined;
  });
}

/** What a server answered instead of what was asked for, in words for the person who looks. */
export class ApiError extends Error {}

/** What each of our server's paths leads to, for messages. */
const servers: Readonly<Record<string, string>> = {
  prometheus: "Prometheus",
  loki: "Loki",
  jaeger: "Jaeger",
  alertmanager: "Alertmanager",
};

/** The JSON at a path of our own server. Throws an {@link ApiError} that names who did not answer and why. */
export async function getJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  const who = servers[path.split("/")[2] ?? ""] ?? "the viewer's server";
  const response = await fetch(path, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new ApiError(`${who} cannot be reached: the viewer's server does not answer (otelstack status)`);
  });
  const text = await response.text();
  if (!response.ok) throw new ApiError(problemOf(who, response.status, text));
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ApiError(`${who}: expected JSON, got ${JSON.stringify(text.slice(0, 100))}`);
  }
}

function problemOf(who: string, status: number, text: string): string {
  if (status === 401) return "this page's cookie is gone: open the address that otelstack view prints";
  const said = messageOf(text) || `status ${status}`;
  return status === 502 || status === 504 ? said : `${who} answered ${status}: ${said}`;
}

function messageOf(text: string): string {
  try {
    const { error, message } = JSON.parse(text) as { error?: unknown; message?: unknown };
    if (typeof error === "string") return error;
    if (typeof message === "string") return message;
  } catch {
    // Loki's errors are plain text.
  }
  return text.slice(0, 300);
}

/** A query string of what is defined. */
export function queryOf(values: Readonly<Record<string, string | number | undefined | readonly string[]>>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(key, String(one));
  }
  return query.toString();
}

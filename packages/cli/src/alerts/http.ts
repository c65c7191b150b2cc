import { CliError } from "../error.ts";

const timeoutMillis = 10_000;

/** Asks a part of the stack; its refusal and its silence are both errors a person can act on. */
export async function request(part: string, base: string, path: string, init: RequestInit = {}): Promise<string> {
  const url = `${base.replace(/\/$/, "")}${path}`;
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMillis) });
  } catch (error) {
    const { cause, message } = error as Error;
    const reason = cause instanceof Error && cause.message !== "" ? cause.message : message;
    throw new CliError(
      "E_NO_ANSWER",
      `${part} at ${base} does not answer: ${reason}; is the stack up? (otelstack status)`,
    );
  }
  const text = await response.text();
  if (response.ok) return text;
  throw new CliError(
    "E_REFUSED",
    `${part} at ${base} refused ${path}: ${response.status} ${text.trim().slice(0, 500)}`,
  );
}

/** {@link request} whose answer is JSON. */
export async function requestJson<Answer>(
  part: string,
  base: string,
  path: string,
  init?: RequestInit,
): Promise<Answer> {
  const text = await request(part, base, path, init);
  try {
    return JSON.parse(text) as Answer;
  } catch {
    throw new CliError(
      "E_NO_ANSWER",
      `${part} at ${base}: expected JSON from ${path}, got ${JSON.stringify(text.slice(0, 80))}; does something else listen there?`,
    );
  }
}

/** A POST of JSON. */
export function posted(body: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

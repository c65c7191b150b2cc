import { type ExceptionText, isError } from "../instrumentation/lib/exception.ts";

const maxTexts = 500;

/**
 * One error is one event, however often it is reported on its way up: by the log line that tells of it, by the answer
 * 5xx that it causes, by the end of the process. In another trace the same object is another event (cached errors).
 */
export class Repeats {
  private readonly traces = new WeakMap<Error, string>();
  private readonly texts = new Set<string>();

  has(thrown: unknown, { type, message }: ExceptionText, traceId: string | undefined, ending: boolean): boolean {
    const trace = traceId ?? "";
    const known = isError(thrown) ? this.traces.get(thrown) : undefined;
    if (isError(thrown)) this.traces.set(thrown, trace);
    // The end of the process may come after the trace was lost.
    if (known !== undefined && (known === trace || ending)) return true;
    if (traceId === undefined) return false;
    // Loggers copy errors: within one trace the same text is the same error.
    const text = `${trace} ${type}: ${message}`;
    if (this.texts.has(text)) return true;
    if (this.texts.size >= maxTexts) this.texts.clear();
    this.texts.add(text);
    return false;
  }
}

/** An error somebody should look at: the seam between instrumentations and Sentry. */
export interface ReportedError {
  readonly error: unknown;
  /** Where it was seen: `http.server`, `log`, `messaging`. */
  readonly mechanism: string;
  readonly handled: boolean;
  readonly request?:
    | { readonly method: string; readonly url: string; readonly headers: Readonly<Record<string, unknown>> }
    | undefined;
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

type Listener = (reported: ReportedError) => void;
const listeners: Listener[] = [];

export function onReportedError(listener: Listener): void {
  listeners.push(listener);
}

export function reportError(reported: ReportedError): void {
  for (const listener of listeners) listener(reported);
}

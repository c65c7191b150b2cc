import type { Logger, Tracer } from "@opentelemetry/api";
import type { SentRecord, SentSpan } from "./sent.ts";

/** What a row's part in the child process gets; scopes have the row's name, so that its telemetry is found. */
export interface Here {
  readonly tracer: Tracer;
  readonly logger: Logger;
}

/** What arrived of one row. */
export interface Arrived {
  readonly spans: readonly SentSpan[];
  readonly records: readonly SentRecord[];
  /** The one span of that name. */
  readonly span: (name: string) => SentSpan;
}

/** One row of the matrix: what is done in a process under the preload, and what must have arrived of it. */
export interface Check {
  /** As {@link rowId} makes it. */
  readonly row: string;
  readonly inProcess: (here: Here) => void | Promise<void>;
  readonly arrived?: (sent: Arrived) => void;
}

import type { OtlpConfig } from "../config.ts";
import type { DiagLevel } from "../diag.ts";

/** Signals that are written item by item; metrics come together, from one collection. */
export type EngineSignal = "traces" | "logs";
export type SignalName = EngineSignal | "metrics";
export const signalNames: readonly SignalName[] = ["traces", "logs", "metrics"];

/** Items of one scope: the scope as written, and its items one after the other. */
export interface Segment {
  readonly head: Uint8Array;
  readonly bytes: Uint8Array;
  readonly count: number;
}

export function countOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { count }) => sum + count, 0);
}

export function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** A request that is made elsewhere and only needs sending, such as a Sentry envelope. */
export interface Post {
  /** What the health line calls it, and what it advises. */
  readonly what: string;
  readonly remedy: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What came back; an `error` where nothing did. */
export type Answer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string | string[] | undefined>> }
  | { readonly error: string };

/** How one signal is sent. */
export interface SignalSettings {
  readonly otlp: OtlpConfig;
  readonly maxBatchSize: number;
  /** How long one request may take. */
  readonly exportTimeoutMillis: number;
}

/** Where what the collector does not take waits. */
export interface SpoolSettings {
  readonly directory: string | undefined;
  /** `XDG_STATE_HOME`: the worker has no environment. */
  readonly stateHome: string | undefined;
  readonly service: string;
  /** 0: there is none. */
  readonly maxBytes: number;
}

/** What the worker is born with; it has neither environment nor flags. */
export interface WorkerSettings {
  /** The preload, which `NODE_OPTIONS` may bring into every thread, stays out of this one. */
  readonly otelPreloadHelper: true;
  readonly diagLevel: DiagLevel;
  /** Fields 1 (and 3) of ResourceSpans and ResourceLogs. */
  readonly resource: Uint8Array;
  readonly signals: Readonly<Partial<Record<SignalName, SignalSettings>>>;
  readonly spool: SpoolSettings;
  /** The memory of {@link Books}. */
  readonly books: SharedArrayBuffer;
}

export type ToWorker =
  | { readonly kind: "items"; readonly signal: SignalName; readonly segments: readonly Segment[] }
  | { readonly kind: "flush"; readonly id: number }
  | { readonly kind: "post"; readonly id: number; readonly post: Post }
  | { readonly kind: "leave"; readonly turn: number; readonly withinMillis: number };

export type FromWorker =
  | { readonly kind: "flushed"; readonly id: number }
  | { readonly kind: "answered"; readonly id: number; readonly answer: Answer }
  | { readonly kind: "empty"; readonly signal: SignalName; readonly buffers: readonly ArrayBuffer[] };

import type { Attributes, BatchObservableResult, ObservableUpDownCounter } from "@opentelemetry/api";
import { metricNames } from "../../names.ts";
import { meter } from "./telemetry.ts";
import { guarded } from "./wrap.ts";

export interface PoolIdentity {
  readonly system: string;
  /** `host:port/database` where the library has no name for it. */
  readonly name: string;
}

/** How much of a pool is in use, and how much there is. */
export interface PoolState extends PoolIdentity {
  readonly idle: number;
  readonly used: number;
  /** `undefined` where there is no limit. */
  readonly max: number | undefined;
  /** Callers that wait for a connection. */
  readonly pending: number;
}

type Read = () => PoolState | undefined;

interface Instruments {
  readonly count: ObservableUpDownCounter;
  readonly max: ObservableUpDownCounter;
  readonly pending: ObservableUpDownCounter;
}

const known = new WeakSet<object>();
const watched = new Set<Read>();
let instruments: Instruments | undefined;

/**
 * Observes a pool for as long as it lives and has not ended: `read` answers `undefined` then. Call it wherever the
 * library hands out the pool; a pool is watched once. We hold it weakly: a pool that the application forgot may go.
 */
export function watchPool<T extends object>(pool: T, read: (pool: T) => PoolState | undefined): void {
  if (known.has(pool)) return;
  known.add(pool);
  guarded("connection pool metrics", () => {
    const reference = new WeakRef(pool);
    watched.add(() => {
      const alive = reference.deref();
      return alive === undefined ? undefined : read(alive);
    });
    instruments ??= createInstruments();
  });
}

/** `host:port/database`, the form that the semantic conventions give to pools without a name. */
export function poolName(host: string | undefined, port: number | string | undefined, database?: string): string {
  const authority = port === undefined ? (host ?? "localhost") : `${host ?? "localhost"}:${port}`;
  return database === undefined || database === "" ? authority : `${authority}/${database}`;
}

/** A caller gave up waiting for a connection of a pool. */
export function countPoolTimeout(identity: PoolIdentity): void {
  guarded("connection pool metrics", () => {
    const { dbClientConnectionTimeouts: name } = metricNames;
    meter()
      .createCounter(name, { unit: "{timeout}", description: "Requests for a connection of a pool that timed out" })
      .add(1, attributesOf(identity));
  });
}

function createInstruments(): Instruments {
  const create = (name: string, unit: string, description: string): ObservableUpDownCounter =>
    meter().createObservableUpDownCounter(name, { unit, description });
  const { dbClientConnectionCount, dbClientConnectionMax, dbClientConnectionPendingRequests } = metricNames;
  const made: Instruments = {
    count: create(dbClientConnectionCount, "{connection}", "Connections of a pool by state"),
    max: create(dbClientConnectionMax, "{connection}", "Connections that a pool may open"),
    pending: create(dbClientConnectionPendingRequests, "{request}", "Requests that wait for a connection of a pool"),
  };
  meter().addBatchObservableCallback((result) => observe(result, made), [made.count, made.max, made.pending]);
  return made;
}

function observe(result: BatchObservableResult, { count, max, pending }: Instruments): void {
  for (const state of sumByName()) {
    const attributes = attributesOf(state);
    result.observe(count, state.idle, { ...attributes, "db.client.connection.state": "idle" });
    result.observe(count, state.used, { ...attributes, "db.client.connection.state": "used" });
    if (state.max !== undefined) result.observe(max, state.max, attributes);
    result.observe(pending, state.pending, attributes);
  }
}

/** Two pools to one database have one name: together they are what this process may take from that server. */
function sumByName(): Iterable<PoolState> {
  const sums = new Map<string, PoolState>();
  for (const read of watched) {
    const state = guarded("connection pool metrics", read);
    if (state === undefined) {
      watched.delete(read);
      continue;
    }
    const key = `${state.system} ${state.name}`;
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? state : add(sum, state));
  }
  return sums.values();
}

function add(a: PoolState, b: PoolState): PoolState {
  const max = a.max === undefined || b.max === undefined ? undefined : a.max + b.max;
  return { ...a, idle: a.idle + b.idle, used: a.used + b.used, max, pending: a.pending + b.pending };
}

function attributesOf({ system, name }: PoolIdentity): Attributes {
  return { "db.system.name": system, "db.client.connection.pool.name": name };
}

import type { Attributes } from "@opentelemetry/api";
import { CachedAttributes } from "../../engine/cached-attributes.ts";
import type { Series } from "../../metrics/duration/histogram.ts";
import type { DbCall } from "./db.ts";
import { Generations } from "./generations.ts";
import { dbDuration } from "./telemetry.ts";

/** Shapes in each of two generations; a program has as many as it has statements. */
const maxShapes = 1000;
/** Servers, databases and collections that one key is used with. */
const maxAlike = 50;

/** What calls that are alike have in common: the name of their spans, their attributes, the series they are measured in. */
export class DbShape {
  readonly spanName: string;
  /** Of span and metric. */
  readonly attributes: Attributes;
  /** Of the span alone: its text, where all calls of the shape have the same. */
  readonly queryText: string | undefined;
  readonly encoded: CachedAttributes;
  private readonly call: DbCall;
  private measured: Series | undefined = undefined;

  constructor(call: DbCall) {
    this.call = call;
    this.spanName = spanName(call);
    this.attributes = commonAttributes(call);
    this.queryText = hasOwnText(call) ? undefined : call.queryText;
    this.encoded = new CachedAttributes(
      this.queryText === undefined ? this.attributes : { ...this.attributes, "db.query.text": this.queryText },
    );
  }

  get series(): Series {
    return (this.measured ??= dbDuration().series(this.attributes));
  }

  isOf(call: DbCall): boolean {
    const own = this.call;
    return (
      own.operation === call.operation &&
      own.collection === call.collection &&
      own.namespace === call.namespace &&
      own.serverAddress === call.serverAddress &&
      own.serverPort === call.serverPort &&
      own.system === call.system &&
      (this.queryText === call.queryText || hasOwnText(call))
    );
  }
}

const shapes = new Generations<string, DbShape[]>(maxShapes);

/** Found by what says most; then there are few to compare. */
export function shapeOf(call: DbCall): DbShape {
  const key = (hasOwnText(call) ? undefined : call.queryText) ?? call.collection ?? call.operation ?? call.system;
  let alike = shapes.get(key);
  if (alike === undefined) shapes.set(key, (alike = []));
  for (const shape of alike) if (shape.isOf(call)) return shape;
  const shape = new DbShape(call);
  if (alike.length >= maxAlike) alike.length = 0;
  alike.push(shape);
  return shape;
}

/** How many keys have shapes, for tests. */
export function shapeCount(): number {
  return shapes.size;
}

/** A command of Redis shows its key: its text is another one each time. */
function hasOwnText({ system }: DbCall): boolean {
  return system === "redis";
}

/** `SELECT orders`, `GET`, else the system's name (semantic conventions, database spans: name). Redis' database numbers say nothing. */
function spanName({ operation, collection, namespace, system }: DbCall): string {
  const target = collection ?? (system === "redis" ? undefined : namespace);
  if (operation === undefined) return target ?? system;
  return target === undefined ? operation : `${operation} ${target}`;
}

function commonAttributes(call: DbCall): Attributes {
  const attributes: Attributes = { "db.system.name": call.system };
  if (call.operation !== undefined) attributes["db.operation.name"] = call.operation;
  if (call.namespace !== undefined) attributes["db.namespace"] = call.namespace;
  if (call.collection !== undefined) attributes["db.collection.name"] = call.collection;
  return call.serverAddress === undefined
    ? attributes
    : Object.assign(attributes, serverAttributes(call.serverAddress, call.serverPort));
}

/** A Unix socket has an address, its path, and no port. */
export function serverAttributes(address: string, port: number | undefined): Attributes {
  return port === undefined || address.startsWith("/")
    ? { "server.address": address }
    : { "server.address": address, "server.port": port };
}

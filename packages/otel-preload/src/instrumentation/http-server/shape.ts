import type { Attributes } from "@opentelemetry/api";
import { CachedAttributes } from "../../engine/cached-attributes.ts";
import type { Series } from "../../metrics/duration/histogram.ts";
import { type ActiveRequests, activeRequests } from "../lib/active-requests.ts";
import { knownMethod, spanNameOf } from "../lib/http-method.ts";
import { httpServerDuration } from "../lib/telemetry.ts";

const maxOutcomes = 4000;
let outcomes = 0;

/** What requests that ended alike have in common: the attributes of span and metric. */
export class Outcome {
  readonly attributes: Attributes;
  readonly spanName: string;
  readonly encoded: CachedAttributes;
  readonly series: Series;

  constructor(spanName: string, attributes: Attributes) {
    this.spanName = spanName;
    this.attributes = attributes;
    this.encoded = new CachedAttributes(attributes);
    this.series = httpServerDuration().series(attributes);
  }
}

/** What is known of a request when it comes: few are different in it. */
export class Shape {
  readonly method: string;
  readonly spanName: string;
  readonly siblings: ActiveRequests;
  readonly attributes: Attributes;
  readonly encoded: CachedAttributes;
  private readonly routes = new Map<string | undefined, Map<number | string, Outcome>>();

  constructor(method: string, scheme: string, protocolVersion: string) {
    this.method = method;
    this.spanName = spanNameOf(method);
    this.siblings = activeRequests(method, scheme);
    this.attributes = {
      "http.request.method": method,
      "url.scheme": scheme,
      "network.protocol.version": protocolVersion,
    };
    this.encoded = new CachedAttributes(this.attributes);
  }

  /** `status` is 0 where none was sent, `failure` the `error.type`. */
  outcome(route: string | undefined, status: number, failure: string | undefined): Outcome {
    const key = failure === undefined ? status : `${status} ${failure}`;
    const known = this.routes.get(route)?.get(key);
    return known ?? this.learn(route, key, this.create(route, status, failure));
  }

  private learn(route: string | undefined, key: number | string, outcome: Outcome): Outcome {
    // Routes that are no routes but paths would fill the memory.
    if (outcomes >= maxOutcomes) return outcome;
    outcomes++;
    let ofRoute = this.routes.get(route);
    if (ofRoute === undefined) this.routes.set(route, (ofRoute = new Map()));
    ofRoute.set(key, outcome);
    return outcome;
  }

  private create(route: string | undefined, status: number, failure: string | undefined): Outcome {
    const attributes: Attributes = { ...this.attributes };
    if (route !== undefined) attributes["http.route"] = route;
    if (status !== 0) attributes["http.response.status_code"] = status;
    if (failure !== undefined) attributes["error.type"] = failure;
    return new Outcome(route === undefined ? this.spanName : `${this.method} ${route}`, attributes);
  }
}

const shapes = new Map<string, Map<number, Shape>>();

/** One for each method, scheme and version. */
export function shapeOf(method: string, isEncrypted: boolean, major: number, minor: number): Shape {
  const known = knownMethod(method);
  let ofMethod = shapes.get(known);
  if (ofMethod === undefined) shapes.set(known, (ofMethod = new Map()));
  const key = (major * 10 + minor) * 2 + (isEncrypted ? 1 : 0);
  let shape = ofMethod.get(key);
  if (shape === undefined) {
    shape = new Shape(known, isEncrypted ? "https" : "http", `${major}.${minor}`);
    ofMethod.set(key, shape);
  }
  return shape;
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { type Context, ROOT_CONTEXT, type Span, SpanKind } from "@opentelemetry/api";
import type { RPCMetadata } from "@opentelemetry/core";
import { AttributeList } from "../../engine/attribute-list.ts";
import type { AttributeWriter } from "../../engine/attributes.ts";
import type { ByteWriter } from "../../engine/bytes.ts";
import { EngineSpan, type SpanOrigin, type SpanParent } from "../../engine/span.ts";
import type { Client, Connection } from "./connection.ts";
import type { Outcome, Shape } from "./shape.ts";

/** More than a server span has of its own. */
const ownAttributes = 20;

/** What a server span is born with. */
export interface HttpServerBirth {
  readonly shape: Shape;
  readonly connection: Connection;
  readonly client: Client;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * A request to this server, and its span. Its attributes are no objects: they are encoded from what the request is made of
 * when it is over, most of them copied from a request that was alike.
 */
export class HttpServerSpan extends EngineSpan {
  readonly shape: Shape;
  readonly connection: Connection;
  /** None any more when the request is over. */
  request: IncomingMessage | undefined;
  response: ServerResponse | undefined;
  /** What the application sees: this span, or one that is not kept. */
  span: Span = this;
  active: Context = ROOT_CONTEXT;
  route: string | undefined = undefined;
  /** For frameworks that know only at the end. */
  routeSource: (() => string | undefined) | undefined = undefined;
  rpc: RPCMetadata | undefined = undefined;
  error: unknown = undefined;
  isFinished = false;
  outcome: Outcome | undefined = undefined;
  /** 0 when nothing was answered. */
  statusCode = 0;
  /** The `error.type` of one that failed. */
  failure: string | undefined = undefined;
  durationMillis: number = Number.NaN;
  /** False for one that is not kept, or was ended by the application. */
  isOurs = false;
  /** The request before it on its connection, as long as both are under way. */
  before: HttpServerSpan | undefined = undefined;
  private readonly client: Client;
  /** As it came: Express changes `request.url`. */
  readonly target: string;

  constructor(origin: SpanOrigin, parent: SpanParent | undefined, birth: HttpServerBirth) {
    super(origin, parent, birth.shape.spanName, SpanKind.SERVER);
    this.shape = birth.shape;
    this.connection = birth.connection;
    this.client = birth.client;
    this.request = birth.request;
    this.response = birth.response;
    this.target = birth.request.url ?? "/";
  }

  override writeAttributes(writer: ByteWriter, attributes: AttributeWriter): void {
    if (this.list !== undefined || this.origin.sink.limits.attributeCount < ownAttributes) {
      this.list = this.merged();
      return super.writeAttributes(writer, attributes);
    }
    this.client.encoded.writeBehind((this.outcome ?? this.shape).encoded, writer, attributes);
    const query = this.target.indexOf("?");
    attributes.write(writer, "url.path", query < 0 ? this.target : this.target.slice(0, query));
    if (query >= 0) attributes.write(writer, "url.query", this.target.slice(query + 1));
  }

  /** Those it began with, those the application has set, and those of its end: the last one holds. */
  private merged(): AttributeList {
    const { attributeCount } = this.origin.sink.limits;
    const query = this.target.indexOf("?");
    const all = new AttributeList();
    all.setAll(this.shape.attributes, attributeCount);
    all.set("url.path", query < 0 ? this.target : this.target.slice(0, query), attributeCount);
    if (query >= 0) all.set("url.query", this.target.slice(query + 1), attributeCount);
    all.setAll(this.client.attributes, attributeCount);
    if (this.list !== undefined) all.addAll(this.list, attributeCount);
    all.setAll(this.outcome?.attributes, attributeCount);
    return all;
  }
}

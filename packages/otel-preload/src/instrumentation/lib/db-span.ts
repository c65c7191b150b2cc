import { type Attributes, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { AttributeList } from "../../engine/attribute-list.ts";
import type { AttributeWriter } from "../../engine/attributes.ts";
import type { ByteWriter } from "../../engine/bytes.ts";
import { EngineSpan, type SpanOrigin, type SpanParent } from "../../engine/span.ts";
import type { DbCall } from "./db.ts";
import { describeDbError } from "./db-error.ts";
import type { DbOperation } from "./db-operation.ts";
import { type DbShape, serverAttributes, shapeOf } from "./db-shape.ts";
import { dbDuration } from "./telemetry.ts";

/** More than a database span has of its own. */
const ownAttributes = 12;

/** The span of a database call, whose attributes are bytes that calls like it share, but for the text of the command. */
export class DbSpan extends EngineSpan {
  private readonly call: DbCall;
  private readonly shape: DbShape;
  /** Where it ended differently than its shape says. */
  private outcome: Attributes | undefined = undefined;

  constructor(origin: SpanOrigin, parent: SpanParent | undefined, call: DbCall) {
    const shape = shapeOf(call);
    super(origin, parent, shape.spanName, SpanKind.CLIENT);
    this.call = call;
    this.shape = shape;
  }

  /** Measures the call, and ends the span if it is kept. */
  record({ durationMillis, error, server }: DbOperation, isKept: boolean): void {
    if (server !== undefined) this.add(serverAttributes(server.address, server.port), isKept);
    if (error !== undefined) this.fail(error, isKept);
    const series = this.outcome === undefined ? this.shape.series : dbDuration().series(this.outcome);
    series.record(durationMillis / 1000, this.startMillis + durationMillis, isKept ? this : undefined);
    if (isKept && this.stop(durationMillis)) this.handOver();
  }

  private add(attributes: Attributes, isKept: boolean): void {
    this.outcome = { ...this.shape.attributes, ...this.outcome, ...attributes };
    if (isKept) this.setAttributes(attributes);
  }

  private fail(thrown: unknown, isKept: boolean): void {
    const { type, statusCode, exception } = describeDbError(this.call.system, thrown);
    const failure: Attributes = { "error.type": type };
    if (statusCode !== undefined) failure["db.response.status_code"] = statusCode;
    this.add(failure, isKept);
    if (!isKept) return;
    this.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
    this.recordException(exception);
  }

  /** For those who ask or add to it: most spans are written without ever having a list. */
  override get attributes(): AttributeList {
    if (this.list !== undefined) return this.list;
    const { attributeCount } = this.origin.sink.limits;
    const list = new AttributeList();
    list.setAll(this.shape.attributes, attributeCount);
    list.set("db.query.text", this.call.queryText, attributeCount);
    if (this.batchSize > 1) list.set("db.operation.batch.size", this.batchSize, attributeCount);
    this.list = list;
    return list;
  }

  private get batchSize(): number {
    return this.call.batchSize ?? 0;
  }

  override writeAttributes(writer: ByteWriter, attributes: AttributeWriter): void {
    if (this.list !== undefined || this.origin.sink.limits.attributeCount < ownAttributes) {
      return this.attributes.write(writer, attributes);
    }
    const { shape, call } = this;
    shape.encoded.write(writer, attributes);
    if (shape.queryText === undefined && call.queryText !== undefined)
      attributes.write(writer, "db.query.text", call.queryText);
    if (this.batchSize > 1) attributes.write(writer, "db.operation.batch.size", this.batchSize);
  }
}

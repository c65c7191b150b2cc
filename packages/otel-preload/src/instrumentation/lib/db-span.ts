import { type Attributes, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { AttributeList } from "../../engine/attribute-list.ts";
import type { AttributeWriter } from "../../engine/attributes.ts";
import type { ByteWriter } from "../../engine/bytes.ts";
import { EngineSpan, type SpanOrigin, type SpanParent } from "../../engine/span.ts";
import type { DbCall, DbOperation } from "./db.ts";
import { describeDbError } from "./db-error.ts";
import { type DbShape, serverAttributes, shapeOf } from "./db-shape.ts";
import { dbDuration } from "./telemetry.ts";
import { warnOfFailure } from "./wrap.ts";

/** More than a database span has of its own. */
const ownAttributes = 12;

/** A database call and its span, whose attributes are bytes that calls like it share, but for the text of the command. */
export class DbSpan extends EngineSpan implements DbOperation {
  /** False for a span that is not kept: the call is measured all the same. */
  isKept = true;
  private readonly call: DbCall;
  private readonly shape: DbShape;
  /** Where it ended differently than its shape says. */
  private outcome: Attributes | undefined = undefined;
  private startedMillis: number | undefined = undefined;
  private isSettled = false;

  constructor(origin: SpanOrigin, parent: SpanParent | undefined, call: DbCall) {
    const shape = shapeOf(call);
    super(origin, parent, shape.spanName, SpanKind.CLIENT);
    this.call = call;
    this.shape = shape;
  }

  /** A `performance.now()` reading: the call began before there was anything to see. */
  beganAt(startedMillis: number): void {
    this.startedMillis = startedMillis;
    this.startAt(performance.timeOrigin + startedMillis);
  }

  setServer(address: string, port: number | undefined): void {
    const server = serverAttributes(address, port);
    this.outcome = { ...this.shape.attributes, ...this.outcome, ...server };
    this.setAttributes(server);
  }

  settle(error?: unknown): void {
    if (this.isSettled) return;
    this.isSettled = true;
    try {
      this.measureAndEnd(error);
    } catch (thrown) {
      warnOfFailure("database span", thrown);
    }
  }

  private measureAndEnd(error: unknown): void {
    if (error !== undefined && error !== null) this.fail(error);
    const isLate = this.startedMillis === undefined;
    const age = isLate ? this.age : performance.now() - (this.startedMillis as number);
    const series = this.outcome === undefined ? this.shape.series : dbDuration().series(this.outcome);
    series.record(age / 1000, this.startMillis + age, this.isKept ? this : undefined);
    if (!this.isKept) return;
    if (isLate) this.endAfter(age);
    else this.end();
  }

  private fail(thrown: unknown): void {
    const { type, statusCode, exception } = describeDbError(this.call.system, thrown);
    const failure: Attributes = { "error.type": type };
    if (statusCode !== undefined) failure["db.response.status_code"] = statusCode;
    this.outcome = { ...this.shape.attributes, ...this.outcome, ...failure };
    if (!this.isKept) return;
    this.setAttributes(failure);
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

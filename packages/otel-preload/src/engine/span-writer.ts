import { SpanStatusCode } from "@opentelemetry/api";
import type { LimitsConfig } from "../config.ts";
import type { Redactor } from "../redact.ts";
import { AttributeWriter } from "./attributes.ts";
import type { ByteWriter } from "./bytes.ts";
import { CachedTexts } from "./cached-texts.ts";
import {
  spanFlags,
  writeCount,
  writeMoment,
  writeSpanId,
  writeTextField,
  writeTraceId,
  writeTraceState,
} from "./field.ts";
import { nameOf } from "./given.ts";
import { parseIds } from "./ids.ts";
import type { EngineSpan, SpanEvent, SpanLink } from "./span.ts";
import { writeSpanHead } from "./span-head.ts";

// Tags of opentelemetry.proto.trace.v1.Span.
const tags = {
  span: 18,
  traceState: 26,
  name: 42,
  kind: 48,
  attributes: 74,
  droppedAttributes: 80,
  events: 90,
  droppedEvents: 96,
  links: 106,
  droppedLinks: 112,
  status: 122,
} as const;
const eventTags = { time: 9, name: 18, attributes: 26, droppedAttributes: 32 } as const;
const linkTags = { traceId: 10, spanId: 18, traceState: 26, attributes: 34, droppedAttributes: 40, flags: 53 } as const;
const statusTags = { message: 18, code: 24 } as const;

/** Writes ended spans as field 2 of ScopeSpans. */
export class SpanWriter {
  private readonly redactor: Redactor;
  private readonly names: CachedTexts;
  private readonly ofSpan: AttributeWriter;
  private readonly ofEvent: AttributeWriter;
  private readonly ofLink: AttributeWriter;

  constructor(redactor: Redactor, { attributeValueLength }: LimitsConfig) {
    this.redactor = redactor;
    this.names = new CachedTexts(tags.name, redactor);
    const rules = { redactor, maxTextLength: attributeValueLength };
    this.ofSpan = new AttributeWriter(tags.attributes, rules);
    this.ofEvent = new AttributeWriter(eventTags.attributes, rules);
    this.ofLink = new AttributeWriter(linkTags.attributes, rules);
  }

  write(writer: ByteWriter, span: EngineSpan): void {
    writer.byte(tags.span);
    const from = writer.open();
    writeSpanHead(writer, span);
    if (span.traceState !== undefined) writeTraceState(writer, tags.traceState, span.traceState);
    this.names.write(writer, span.name);
    writer.byte(tags.kind);
    writer.byte(span.kind + 1);
    span.writeAttributes(writer, this.ofSpan);
    if (span.list !== undefined) writeCount(writer, tags.droppedAttributes, span.list.dropped);
    this.writeRare(writer, span);
    // Field 16: a tag of two bytes.
    writer.byte(0x85);
    writer.byte(0x01);
    writer.fixed32(spanFlags(span.traceFlags, span.parentIsRemote));
    writer.close(from);
  }

  private writeRare(writer: ByteWriter, span: EngineSpan): void {
    if (span.events !== undefined) for (const event of span.events) this.writeEvent(writer, event);
    writeCount(writer, tags.droppedEvents, span.droppedEvents);
    if (span.links !== undefined) for (const link of span.links) this.writeLink(writer, link);
    writeCount(writer, tags.droppedLinks, span.droppedLinks);
    const { code, message } = span.status;
    if (code === SpanStatusCode.UNSET) return;
    writer.byte(tags.status);
    const from = writer.open();
    if (message) writeTextField(writer, statusTags.message, this.redactor.text(nameOf(message)));
    writer.byte(statusTags.code);
    writer.byte(code);
    writer.close(from);
  }

  private writeEvent(writer: ByteWriter, { name, millis, attributes }: SpanEvent): void {
    writer.byte(tags.events);
    const from = writer.open();
    writeMoment(writer, eventTags.time, millis);
    writeTextField(writer, eventTags.name, this.redactor.text(name));
    attributes.write(writer, this.ofEvent);
    writeCount(writer, eventTags.droppedAttributes, attributes.dropped);
    writer.close(from);
  }

  private writeLink(writer: ByteWriter, { context, attributes }: SpanLink): void {
    writer.byte(tags.links);
    const from = writer.open();
    const ids = parseIds(context.traceId, context.spanId);
    writeTraceId(writer, linkTags.traceId, ids);
    writeSpanId(writer, linkTags.spanId, ids);
    writeTraceState(writer, linkTags.traceState, context.traceState);
    attributes.write(writer, this.ofLink);
    writeCount(writer, linkTags.droppedAttributes, attributes.dropped);
    writer.byte(linkTags.flags);
    writer.fixed32(spanFlags(context.traceFlags, context.isRemote === true));
    writer.close(from);
  }
}

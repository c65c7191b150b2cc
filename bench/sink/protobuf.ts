/**
 * Counts in an OTLP request without decoding it: the messages at the end of a path of field numbers. Spans of an
 * ExportTraceServiceRequest: resource_spans = 1, scope_spans = 2, spans = 2; log records and metrics likewise.
 */
export function countItems(request: Uint8Array): number {
  return countAt(new Reader(request, 0, request.length), [1, 2, 2]);
}

function countAt(reader: Reader, path: readonly number[]): number {
  const [field, ...rest] = path;
  let count = 0;
  while (!reader.atEnd) {
    const inner = reader.next();
    if (inner === undefined || inner.field !== field) continue;
    count += rest.length === 0 ? 1 : countAt(inner.reader, rest);
  }
  return count;
}

/** Steps over the fields of one protobuf message (protobuf.dev/programming-guides/encoding). */
class Reader {
  private readonly bytes: Uint8Array;
  private readonly end: number;
  private at: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get atEnd(): boolean {
    return this.at >= this.end;
  }

  /** The next field if it is a message; undefined for one of another type. */
  next(): { field: number; reader: Reader } | undefined {
    const tag = this.varint();
    const length = this.lengthOf(tag & 7);
    const from = this.at;
    this.at += length;
    if (this.at > this.end) throw new Error(`protobuf: a field at byte ${from} reaches beyond its message`);
    return (tag & 7) === 2 ? { field: tag >>> 3, reader: new Reader(this.bytes, from, this.at) } : undefined;
  }

  private lengthOf(wireType: number): number {
    if (wireType === 2) return this.varint();
    if (wireType === 1) return 8;
    if (wireType === 5) return 4;
    if (wireType !== 0) throw new Error(`protobuf: wire type ${wireType} at byte ${this.at}`);
    this.varint();
    return 0;
  }

  private varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Error("protobuf: the request ends inside a number");
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
}

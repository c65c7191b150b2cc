// OTLP/JSON of what the engine wrote as protobuf: for OTEL_EXPORTER_OTLP_PROTOCOL=http/json and for the console.
import type { SignalName } from "./message.ts";
import { type Bytes, type Field, type Kind, requests, type Shape } from "./json-shape.ts";

/**
 * The JSON form of an export request (opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding"), piece by piece: the
 * objects of all its items at once would be several times its size.
 */
export function writeJson(signal: SignalName, body: Buffer, say: (piece: string) => void): void {
  new Reader(body).write(requests[signal], body.length, say);
}

/** The same in one text. */
export function toJson(signal: SignalName, body: Buffer): string {
  const pieces: string[] = [];
  writeJson(signal, body, (piece) => pieces.push(piece));
  return pieces.join("");
}

class Reader {
  private at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** A long message, whose repeated fields each stand together: so the engine writes them. */
  write({ fields }: Shape, end: number, say: (piece: string) => void): void {
    let open: Field | undefined;
    let before = "{";
    while (this.at < end) {
      const field = fields[this.varint() >>> 3] as Field;
      const { name, kind, repeated = false } = field;
      if (repeated && field === open) say(",");
      else say(`${before}${JSON.stringify(name)}:${repeated ? "[" : ""}`);
      open = field;
      before = repeated ? "]," : ",";
      if (typeof kind === "object" && kind.isLong === true) this.write(kind, this.varint() + this.at, say);
      else say(JSON.stringify(this.value(kind)));
    }
    say(open === undefined ? "{}" : `${open.repeated === true ? "]" : ""}}`);
  }

  message({ fields, always }: Shape, end: number): Record<string, unknown> {
    const result: Record<string, unknown> = { ...always };
    while (this.at < end) {
      const tag = this.varint();
      const { name, kind, repeated = false } = fields[tag >>> 3] as Field;
      const value = this.value(kind);
      if (!repeated) result[name] = value;
      else if (Array.isArray(result[name])) result[name].push(value);
      else result[name] = [value];
    }
    return result;
  }

  private value(kind: Kind): unknown {
    switch (kind) {
      case "number":
        return this.varint();
      case "boolean":
        return this.varint() === 1;
      case "int64":
        return this.int64();
      case "signed":
        return unzigzag(this.varint());
      case "fixed64":
        return String(this.bytes.readBigUInt64LE(this.skip(8)));
      case "sfixed64":
        return String(this.bytes.readBigInt64LE(this.skip(8)));
      case "fixed32":
        return this.bytes.readUInt32LE(this.skip(4));
      case "double":
        return this.double();
      default:
        return this.delimited(kind);
    }
  }

  private delimited(kind: Shape | Bytes): unknown {
    const length = this.varint();
    switch (kind) {
      case "fixed64s":
        return this.packed("fixed64", length);
      case "doubles":
        return this.packed("double", length);
      case "numbers":
        return this.packed("number", length);
      default:
        return typeof kind === "object" ? this.message(kind, this.at + length) : this.text(kind, length);
    }
  }

  private packed(kind: Kind, length: number): unknown[] {
    const end = this.at + length;
    const values: unknown[] = [];
    while (this.at < end) values.push(this.value(kind));
    return values;
  }

  private text(kind: "text" | "hex" | "base64", length: number): string {
    const from = this.skip(length);
    return this.bytes.toString(kind === "text" ? "utf8" : kind, from, from + length);
  }

  private varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  /** In JSON a decimal text: a number does not hold all of them. */
  private int64(): string {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.bytes[this.at++] ?? 0;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return String(BigInt.asIntN(64, value));
    }
  }

  private double(): number | string {
    const value = this.bytes.readDoubleLE(this.skip(8));
    return Number.isFinite(value) ? value : String(value);
  }

  private skip(count: number): number {
    this.at += count;
    return this.at - count;
  }
}

/** A sint32: small negative numbers are short. */
function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

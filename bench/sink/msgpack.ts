/**
 * Counts the spans of a Datadog agent's /v0.4/traces: an array of traces, each an array of spans
 * (github.com/msgpack/msgpack/blob/master/spec.md for the bytes).
 */
export function countSpans(body: Uint8Array): number {
  const walker = new Walker(body);
  const traces = walker.arrayLength();
  let spans = 0;
  for (let i = 0; i < traces; i++) {
    const length = walker.arrayLength();
    spans += length;
    for (let j = 0; j < length; j++) walker.skip();
  }
  return spans;
}

class Walker {
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  arrayLength(): number {
    const type = this.size(1);
    if (type >= 0x90 && type <= 0x9f) return type & 15;
    if (type === 0xdc) return this.size(2);
    if (type === 0xdd) return this.size(4);
    throw new Error(`msgpack: expected an array before byte ${this.at}, got type 0x${type.toString(16)}`);
  }

  /** Steps over one value with all that it holds. */
  skip(): void {
    for (let values = 1; values > 0; values--) values += this.stepOver();
  }

  /** Steps over a value's head and bytes; returns how many values it holds. */
  private stepOver(): number {
    const type = this.size(1);
    if (type <= 0x7f || type >= 0xe0) return 0;
    if (type <= 0x8f) return 2 * (type & 15);
    if (type <= 0x9f) return type & 15;
    if (type <= 0xbf) return this.advance(type & 31);
    if (type >= 0xdc) return this.size(type % 2 === 0 ? 2 : 4) * (type >= 0xde ? 2 : 1);
    const layout = scalars[type] ?? fail(type, this.at);
    return this.advance((layout.lengthBytes === 0 ? 0 : this.size(layout.lengthBytes)) + layout.bytes);
  }

  private advance(bytes: number): 0 {
    this.at += bytes;
    if (this.at > this.view.byteLength) throw new Error("msgpack: the body ends inside a value");
    return 0;
  }

  private size(bytes: number): number {
    const from = this.at;
    this.advance(bytes);
    if (bytes === 1) return this.view.getUint8(from);
    return bytes === 2 ? this.view.getUint16(from) : this.view.getUint32(from);
  }
}

interface Layout {
  /** Of the length that stands before the bytes. */
  readonly lengthBytes: number;
  /** That follow in any case. */
  readonly bytes: number;
}

const sized = (lengthBytes: number, bytes = 0): Layout => ({ lengthBytes, bytes });
const fixed = (bytes: number): Layout => sized(0, bytes);

const scalars: Readonly<Record<number, Layout>> = {
  // nil, false, true
  0xc0: fixed(0),
  0xc2: fixed(0),
  0xc3: fixed(0),
  // bin 8, 16, 32
  0xc4: sized(1),
  0xc5: sized(2),
  0xc6: sized(4),
  // ext 8, 16, 32: a type byte after the length
  0xc7: sized(1, 1),
  0xc8: sized(2, 1),
  0xc9: sized(4, 1),
  // float 32, 64
  0xca: fixed(4),
  0xcb: fixed(8),
  // uint 8 to 64, int 8 to 64
  0xcc: fixed(1),
  0xcd: fixed(2),
  0xce: fixed(4),
  0xcf: fixed(8),
  0xd0: fixed(1),
  0xd1: fixed(2),
  0xd2: fixed(4),
  0xd3: fixed(8),
  // fixext 1 to 16
  0xd4: fixed(2),
  0xd5: fixed(3),
  0xd6: fixed(5),
  0xd7: fixed(9),
  0xd8: fixed(17),
  // str 8, 16, 32
  0xd9: sized(1),
  0xda: sized(2),
  0xdb: sized(4),
};

function fail(type: number, at: number): never {
  throw new Error(`msgpack: type 0x${type.toString(16)} before byte ${at} is none`);
}

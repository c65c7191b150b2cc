import { hiddenValueCount } from "../redact.ts";
import { ByteWriter } from "./bytes.ts";
import { constantSince } from "./constant.ts";
import { type ValueRules, writePair } from "./value.ts";

/** Different values of one key that are kept encoded; beyond that the key is no constant and is written each time. */
const maxValues = 100;
const maxKeys = 1000;
/** Longer texts are rarely the same twice. */
const maxCachedText = 200;

type Encoded = Map<string | number | boolean, Uint8Array>;

/**
 * Writes attributes. Most of them have few values (`http.request.method`, `server.port`, `db.system.name`): these are
 * redacted and encoded once, then copied.
 */
export class AttributeWriter {
  private readonly known = new Map<string, Encoded | undefined>();
  private readonly scratch = new ByteWriter(Buffer.allocUnsafeSlow(1024));
  private readonly tag: number;
  private readonly rules: ValueRules;

  /** `tag` of the field that holds the attributes in its message. */
  constructor(tag: number, rules: ValueRules) {
    this.tag = tag;
    this.rules = rules;
  }

  write(writer: ByteWriter, key: string, value: unknown): void {
    const cached = this.cached(key, value);
    if (cached !== undefined) return writer.raw(cached);
    writer.byte(this.tag);
    writePair(writer, key, value, this.rules);
  }

  private cached(key: string, value: unknown): Uint8Array | undefined {
    if (
      typeof value === "object" ||
      key.length > maxCachedText ||
      (typeof value === "string" && value.length > maxCachedText)
    )
      return undefined;
    let values = this.known.get(key);
    if (values === undefined) {
      if (this.known.size >= maxKeys || this.known.has(key)) return undefined;
      values = new Map();
      this.known.set(key, values);
    }
    const plain = value as string | number | boolean;
    return values.get(plain) ?? this.learn(key, plain, values);
  }

  private learn(key: string, value: string | number | boolean, values: Encoded): Uint8Array | undefined {
    if (values.size >= maxValues) {
      this.known.set(key, undefined);
      return undefined;
    }
    const hiddenBefore = hiddenValueCount();
    this.scratch.at = 0;
    this.scratch.byte(this.tag);
    writePair(this.scratch, key, value, this.rules);
    const bytes = constantSince(this.scratch, 0, hiddenBefore);
    if (bytes !== undefined) values.set(value, bytes);
    return bytes;
  }
}

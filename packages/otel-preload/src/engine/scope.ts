import * as diag from "../diag.ts";
import type { AttributeWriter } from "./attributes.ts";
import { ByteWriter } from "./bytes.ts";

/** An instrumentation scope, with its part of the message encoded: fields 1 and 3 of ScopeSpans and ScopeLogs. */
export interface Scope {
  readonly name: string;
  readonly head: Uint8Array;
}

/** What `getTracer` and `getLogger` are given. */
export interface ScopeParts {
  readonly name: string;
  readonly version: string | undefined;
  readonly schemaUrl: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** `attributes` writes field 3 of InstrumentationScope. */
export function createScope(
  { name, version, schemaUrl, attributes = {} }: ScopeParts,
  writeAttributes: AttributeWriter,
): Scope {
  const writer = new ByteWriter(Buffer.allocUnsafeSlow(256));
  writer.byte(10);
  const from = writer.open();
  field(writer, 10, name);
  if (version) field(writer, 18, version);
  for (const [key, value] of Object.entries(attributes)) writeAttributes.write(writer, key, value);
  writer.close(from);
  if (schemaUrl) field(writer, 26, schemaUrl);
  return { name, head: Uint8Array.from(writer.written) };
}

function field(writer: ByteWriter, tag: number, text: string): void {
  writer.byte(tag);
  writer.text(text);
}

/** Each scope has a buffer of its own while something of it waits. */
const maxScopes = 200;
const overflow: ScopeParts = { name: "overflow", version: undefined, schemaUrl: undefined };

/** One object for each distinct scope, however often it is asked for; for all beyond the limit the same. */
export class Scopes<T> {
  private readonly known = new Map<string, T>();
  private overflow: T | undefined;

  get(parts: ScopeParts, create: (parts: ScopeParts) => T): T {
    const key = `${parts.name}\n${parts.version ?? ""}\n${parts.schemaUrl ?? ""}\n${parts.attributes ? JSON.stringify(parts.attributes) : ""}`;
    let found = this.known.get(key);
    if (found === undefined) {
      if (this.known.size === maxScopes) {
        diag.warnOnce(
          `more than ${maxScopes} tracers or loggers of different names; the others share the name overflow`,
        );
        return (this.overflow ??= create(overflow));
      }
      found = create(parts);
      this.known.set(key, found);
    }
    return found;
  }
}

import { hiddenValueCount, type Redactor } from "../redact.ts";
import type { ByteWriter } from "./bytes.ts";
import { constantSince } from "./constant.ts";
import { writeTextField } from "./field.ts";

const maxTexts = 1000;
const maxCharacters = 200;

/** A text field that has few values, such as the names of spans: redacted and encoded once, then copied. */
export class CachedTexts {
  private readonly known = new Map<string, Uint8Array>();
  private readonly tag: number;
  private readonly redactor: Redactor;

  constructor(tag: number, redactor: Redactor) {
    this.tag = tag;
    this.redactor = redactor;
  }

  write(writer: ByteWriter, text: string): void {
    const known = this.known.get(text);
    if (known !== undefined) return writer.raw(known);
    const hiddenBefore = hiddenValueCount();
    const from = writer.at;
    writeTextField(writer, this.tag, this.redactor.text(text));
    if (this.known.size >= maxTexts || text.length > maxCharacters) return;
    const bytes = constantSince(writer, from, hiddenBefore);
    if (bytes !== undefined) this.known.set(text, bytes);
  }
}

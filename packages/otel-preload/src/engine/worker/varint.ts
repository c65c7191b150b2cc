/** A protobuf varint, and where it ends; what is cut off counts as 0s. */
export function readVarint(bytes: Uint8Array, from: number): [value: number, next: number] {
  let [value, at] = [0, from];
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

const field = (number: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.of((number << 3) | 2, content.length), content]);

/** A google.rpc.Status with a google.rpc.RetryInfo among its details, as `grpc-status-details-bin` holds it. */
export function retryInfo(seconds: number, nanos: number): Buffer {
  const delay = Buffer.concat([Buffer.of(8), varint(seconds), Buffer.of(16), varint(nanos)]);
  const any = (type: string, value: Buffer): Buffer =>
    field(3, Buffer.concat([field(1, Buffer.from(`type.googleapis.com/google.rpc.${type}`)), field(2, value)]));
  const message = field(2, Buffer.from("quota"));
  const other = any("DebugInfo", field(2, Buffer.from("elsewhere")));
  return Buffer.concat([Buffer.of(8, 8), message, other, any("RetryInfo", field(1, delay))]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

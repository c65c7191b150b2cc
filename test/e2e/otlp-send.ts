import { randomBytes } from "node:crypto";

type Attribute = readonly [key: string, value: string];

/** Sends one trace of so many spans, three levels deep, to the collector; returns its id. The last one is called "the last", and failed. */
export async function sendTrace(otlpHttp: string, service: string, count: number): Promise<string> {
  const traceId = randomBytes(16).toString("hex");
  const ids = Array.from({ length: count }, () => randomBytes(8).toString("hex"));
  const start = BigInt(Date.now() - 10_000) * 1_000_000n;
  const branches = 20;
  const spans = ids.map((spanId, index) => ({
    traceId,
    spanId,
    ...(index > 0 && { parentSpanId: index <= branches ? ids[0] : ids[1 + Math.floor((index * branches) / count)] }),
    name: index === count - 1 ? "the last" : `step ${index}`,
    kind: 1,
    startTimeUnixNano: String(start + BigInt(index) * 1_000_000n),
    endTimeUnixNano: String(start + BigInt(index === 0 ? count : index + 2) * 1_000_000n),
    attributes: attributes([["app.step", `${index}`]]),
    ...(index === count - 1 && { status: { code: 2, message: "the last one fails" } }),
  }));
  await send(otlpHttp, "traces", {
    resourceSpans: [{ resource: resource(service), scopeSpans: [{ spans }] }],
  });
  return traceId;
}

/** Sends lines of one service, a millisecond apart; the severities take turns. */
export async function sendLines(
  otlpHttp: string,
  service: string,
  lines: readonly string[],
  severities: readonly string[] = ["INFO"],
): Promise<void> {
  const start = BigInt(Date.now() - 1000) * 1_000_000n;
  const logRecords = lines.map((line, index) => ({
    timeUnixNano: String(start + BigInt(index) * 1_000_000n),
    severityText: severities[index % severities.length],
    body: { stringValue: line },
  }));
  await send(otlpHttp, "logs", { resourceLogs: [{ resource: resource(service), scopeLogs: [{ logRecords }] }] });
}

function resource(service: string) {
  return { attributes: attributes([["service.name", service]]) };
}

function attributes(pairs: readonly Attribute[]) {
  return pairs.map(([key, value]) => ({ key, value: { stringValue: value } }));
}

async function send(otlpHttp: string, signal: "traces" | "logs", body: unknown): Promise<void> {
  const answer = await fetch(new URL(`/v1/${signal}`, otlpHttp), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`the collector answered ${answer.status} ${await answer.text()}, expected 200`);
}

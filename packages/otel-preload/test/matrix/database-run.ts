import { expect, inject, type TestContext } from "vitest";
import {
  type Attributes,
  drawTree,
  type Receiver,
  startReceiver,
  type TestPoint,
  type TestSpan,
} from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";
import type { ServerName } from "../../../cli/src/server/definition.ts";

/** What a program with a database client sent. */
export interface DatabaseRun {
  /** Of the server. */
  readonly port: number;
  readonly receiver: Receiver;
  /** The spans below the server span of the request for `/scenario`, as a tree. */
  tree(scenario: string): string;
  /** Its spans, in order, without the request's own. */
  inRequest(scenario: string): TestSpan[];
  /** Spans without a parent that are not requests, in order. */
  roots(): string[];
  span(name: string): TestSpan;
  /** The newest point of the series with these attributes. */
  point(name: string, attributes: Attributes): TestPoint | undefined;
  /** The highest value that the series with these attributes had. */
  peak(name: string, attributes: Attributes): number;
}

/** Skips the test, with the reason, where the server cannot be had. */
export function urlOf(context: TestContext, name: ServerName): string {
  const server = inject("servers")[name];
  if (server === undefined || "missing" in server) return context.skip(`${name}: ${server?.missing ?? "not started"}`);
  return server.url;
}

/** Runs the program without us and with us: it must print the same, and send what is returned. */
export async function runWithDatabase(context: TestContext, name: ServerName, file: string): Promise<DatabaseRun> {
  const args = [urlOf(context, name)];
  const receiver = await startReceiver();
  context.onTestFinished(() => receiver.close());
  const without = await runFixture({ file, args, via: "none" });
  expect(without).toMatchObject({ code: 0 });
  // What the program prints is what it read from the database: not a record here, as no secret may be found.
  const env = {
    OTEL_METRIC_EXPORT_INTERVAL: "100",
    OTEL_METRIC_EXPORT_TIMEOUT: "100",
    OTEL_NODE_DISABLED_INSTRUMENTATIONS: "console",
  };
  const run = await runFixture({ file, args, via: file.endsWith("cjs") ? "require" : "import", receiver, env });
  expect(run).toMatchObject({ code: 0, stderr: without.stderr, stdout: without.stdout });
  return read(receiver, Number(new URL(args[0] ?? "").port));
}

function read(receiver: Receiver, port: number): DatabaseRun {
  const { spans, points } = receiver;
  const matching = (name: string, attributes: Attributes): TestPoint[] =>
    points.filter(
      (point) =>
        point.name === name && Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
    );
  const traceOf = (scenario: string): string => {
    const request = spans.find((span) => span.kind === 2 && span.attributes["url.path"] === `/${scenario}`);
    expect(request, `request for /${scenario}`).toBeDefined();
    return request?.traceId ?? "";
  };
  return {
    port,
    receiver,
    tree(scenario) {
      const lines = drawTree(spans, traceOf(scenario)).split("\n");
      expect(lines.slice(0, 2)).toEqual(["client GET", "  server GET"]);
      return lines
        .slice(2)
        .map((line) => line.slice(4))
        .join("\n");
    },
    inRequest: (scenario) => {
      const traceId = traceOf(scenario);
      return byStart(spans.filter((span) => span.traceId === traceId && isCall(span)));
    },
    roots: () =>
      byStart(spans.filter((span) => span.parentSpanId === undefined && isCall(span))).map((span) => span.name),
    span(name) {
      const found = spans.find((span) => span.name === name);
      expect(found, `a span ${name} among ${spans.map((span) => span.name).join(", ")}`).toBeDefined();
      return found as TestSpan;
    },
    point: (name, attributes) => matching(name, attributes).at(-1),
    peak: (name, attributes) => Math.max(...matching(name, attributes).map((point) => point.value ?? Number.NaN)),
  };
}

function byStart(spans: readonly TestSpan[]): TestSpan[] {
  return spans.toSorted((a, b) => Number(a.startNanos - b.startNanos));
}

function isCall(span: TestSpan): boolean {
  return "db.system.name" in span.attributes;
}

import { expect, inject, onTestFinished, type TestContext } from "vitest";
import {
  drawTree,
  startReceiver,
  type Attributes,
  type TestPoint,
  type TestSpan,
} from "../../../../test/otlp-receiver.ts";
import { runFixture, type Run } from "../../../../test/run-fixture.ts";
import type { TestServer } from "../../../../test/servers.ts";

/** What a program under the preload sent, and what it printed. */
export interface Observed {
  readonly stdout: string;
  readonly spans: readonly TestSpan[];
  readonly points: readonly TestPoint[];
  /** Everything that left, for looking for what must not. */
  readonly sent: string;
}

/** Runs a program without us and with us: what it does must be the same. */
export async function observe(run: Omit<Run, "receiver">): Promise<Observed> {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const bare = await runFixture({ ...run, via: "none" });
  const ours = await runFixture({ ...run, receiver });
  expect(plain(ours)).toEqual(plain(bare));
  const { spans, points, bodies } = receiver;
  return { stdout: ours.stdout, spans, points, sent: bodies.join("\n") };
}

/** Without what differs between any two runs: process ids in warnings, and how negative kafkajs' negative timeouts are. */
function plain({
  code,
  signal,
  stdout,
  stderr,
}: {
  code: unknown;
  signal: unknown;
  stdout: string;
  stderr: string;
}): object {
  return { code, signal, stdout, stderr: stderr.replaceAll(/\(node:\d+\)|-\d+ is a negative number/gu, "") };
}

/** The address of a server of the matrix; the test is skipped, with the reason, where this machine cannot have it. */
export function serverUrl(context: TestContext, name: keyof ReturnType<typeof servers>): string {
  const server = servers()[name];
  if (server === undefined || "missing" in server) return context.skip(server?.missing ?? `${name} was not started`);
  return server.url;
}

function servers(): Partial<Record<"postgres" | "redis" | "rabbitmq" | "mariadb" | "kafka", TestServer>> {
  return inject("servers");
}

/** The trace of one request that the program made of its own HTTP server. */
export function treeOf({ spans }: Observed, path: string): string {
  return drawTree(spans, serverSpan({ spans }, path).traceId);
}

export function serverSpan({ spans }: Pick<Observed, "spans">, path: string): TestSpan {
  const found = spans.filter(({ kind, attributes }) => kind === 2 && attributes["url.path"] === path);
  expect(found, `server spans of ${path}`).toHaveLength(1);
  return found[0] as TestSpan;
}

/** The spans of that name in the trace of a request. */
export function spansOf(observed: Observed, path: string, name: string): TestSpan[] {
  const { traceId } = serverSpan(observed, path);
  return observed.spans.filter((span) => span.traceId === traceId && span.name === name);
}

/** The newest point of a series whose attributes include the given ones; of a successful operation unless an error is among them. */
export function lastPoint({ points }: Observed, name: string, attributes: Attributes): TestPoint | undefined {
  const wanted = Object.entries({ "error.type": undefined, ...attributes });
  return points.findLast(
    (point) => point.name === name && wanted.every(([key, value]) => point.attributes[key] === value),
  );
}

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binariesOf, buildTimeoutMillis } from "../stack/tools.ts";
import { openWorkshop } from "./workshop.ts";

// A mistake is planted in a file; the line that names it must be the line it was planted in.

const workshop = openWorkshop();
beforeAll(() => binariesOf("collector"), buildTimeoutMillis);
afterAll(() => workshop.remove());

describe("the collector", () => {
  const config = (more: string): string => `receivers:
  otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" } } }
exporters:
  otlp_http/mine:
    endpoint: http://127.0.0.1:1
${more}`;

  test.each([
    [
      "an exporter that is not configured",
      "service:\n  pipelines:\n    traces:\n      receivers: [otlp]\n      exporters:\n        - otlp_http/mine\n        - otlp_http/mime   # ←\n",
      'references exporter "otlp_http/mime" which is not configured',
    ],
    [
      "an unknown key",
      "    compresion: gzip   # ←\nservice:\n  pipelines: { traces: { receivers: [otlp], exporters: [otlp_http/mine] } }\n",
      "unknown key compresion in exporters.otlp_http/mine",
    ],
    [
      "a statement that does not parse",
      "processors:\n  transform/x:   # ←\n    log_statements: ['set(body, foo(']\nservice:\n  pipelines: { logs: { receivers: [otlp], processors: [transform/x], exporters: [otlp_http/mine] } }\n",
      "processors::transform/x: .*statement has invalid syntax",
    ],
  ])("%s", async (_, more, message) => {
    const { lines, planted, code } = await workshop.problems("collector/mine.yaml", config(more));
    expect(lines.join("\n")).toMatch(new RegExp(`^${planted}: .*${message}`, "m"));
    expect(code).toBe(1);
  });

  test("an overlay over our pipeline", async () => {
    const overlay = (exporter: string): string =>
      `exporters:\n  debug: {}\nservice:\n  pipelines:\n    logs/mine: { receivers: [forward/logs], exporters: [${exporter}] }\n`;
    expect((await workshop.problems("over/fine.yaml", overlay("debug"))).lines).toEqual([]);
    const { lines } = await workshop.problems("over/bad.yaml", overlay("debugg"));
    expect(lines.join("\n")).toMatch(
      /^5: .*references exporter "debugg" which is not configured \(over otel-collector/m,
    );
  });
});

import { expect, test } from "vitest";
import { startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

// C6. The newest copy is 1.10's; what is newer than that is the matter of newer-api.ts.
test.for(["import", "require"] as const)(
  "copies of the API, 1.0 to 1.10, and of the former API for logs: one trace of all (--%s)",
  async (via) => {
    const receiver = await startReceiver();
    const run = await runFixture({ file: "test/fixtures/api-older/copies.cjs", receiver, via });
    await receiver.close();
    expect(run).toMatchObject({ code: 0, stderr: "" });

    const span = (name: string) => receiver.spans.find((one) => one.name === name);
    const server = receiver.spans.find(({ kind }) => kind === 2);
    expect(server?.attributes).toMatchObject({ "set by": "oldest" });
    expect(span("older")?.parentSpanId).toBe(server?.spanId);
    expect(span("oldest")).toMatchObject({
      parentSpanId: span("older")?.spanId,
      attributes: { "app.old": true },
      status: { code: 2, message: "went wrong" },
    });
    expect(span("newest")?.parentSpanId).toBe(span("oldest")?.spanId);
    expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1);

    const lines = receiver.logs.map(({ body, spanId }) => [body, spanId]);
    const inner = span("oldest")?.spanId;
    expect(lines).toEqual(["oldest logs", "newer logs", "newest logs"].map((body) => [body, inner]));
    expect(receiver.points.find(({ name }) => name === "older.counted")?.value).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      baggage: "tenant=blue",
      traceparent: `00-${span("older")?.traceId}-${span("older")?.spanId}-01`,
    });
  },
);

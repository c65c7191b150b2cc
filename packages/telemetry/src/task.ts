import { type Attributes, context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { bounded } from "./bounded.ts";
import { describe, guarded } from "./guard.ts";
import { histogram, tracer, upDownCounter } from "./instruments.ts";
import { appAttributeNames as names, appBuckets, appMetricNames } from "./names.ts";
import { observeCall } from "./observe-call.ts";

const duration = histogram(appMetricNames.taskDuration, appBuckets.durationSeconds, {
  unit: "s",
  description: "Duration of tasks and workflows",
});
const active = upDownCounter(appMetricNames.taskActive, "{task}", "Tasks and workflows that run now");

/**
 * Runs a job, a step or a whole workflow as a span, counts it while it runs and measures it when it ends. A task within a
 * task is a step of it: its span is a child.
 *
 *     await task("nightly-invoices", async () => { … });
 */
export function task<T>(name: string, run: () => T): T {
  const started = guarded("task", () => begin(name));
  if (started === undefined) return run();
  const { span, attributes, startMillis } = started;
  return observeCall(
    () => context.with(trace.setSpan(context.active(), span), run),
    (outcome, error) =>
      guarded("task", () => {
        active().add(-1, attributes);
        duration().record((performance.now() - startMillis) / 1000, { ...attributes, [names.outcome]: outcome });
        end(span, outcome, error);
      }),
  );
}

/** Begins the series of tasks at 0. */
export function declareTasks(tasks: readonly string[]): void {
  for (const name of tasks) active().add(0, attributesOf(name));
}

function begin(name: string): { span: Span; attributes: Attributes; startMillis: number } {
  const attributes = attributesOf(name);
  const span = tracer().startSpan(`task ${attributes[names.task]}`, { attributes });
  active().add(1, attributes);
  return { span, attributes, startMillis: performance.now() };
}

function end(span: Span, outcome: "success" | "failure", error: unknown): void {
  span.setAttribute(names.outcome, outcome);
  if (outcome === "failure") {
    span.setStatus({ code: SpanStatusCode.ERROR, message: describe(error) });
    span.recordException(error instanceof Error ? error : describe(error));
  }
  span.end();
}

function attributesOf(name: string): Record<string, string> {
  return { [names.task]: bounded(`${appMetricNames.taskDuration} ${names.task}`, name) };
}

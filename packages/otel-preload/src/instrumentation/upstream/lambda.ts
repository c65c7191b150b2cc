import { metrics, type MeterProvider, trace, type TracerProvider } from "@opentelemetry/api";
import { asOurs } from "../../app-instrumentations.ts";
import { loadPart } from "../../part.ts";
import { guarded } from "../lib/wrap.ts";

interface LambdaInstrumentation {
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
  enable(): void;
}

/**
 * AWS Lambda's handler is a file of the application, which the instrumentation finds by Lambda's variables and hooks by
 * itself. It flushes the providers after every invocation: the process is frozen then.
 */
export function startLambda(): void {
  guarded("AWS Lambda", () => {
    const { AwsLambdaInstrumentation: Class } = loadPart("upstream-aws-lambda") as Record<
      string,
      new (options: object) => LambdaInstrumentation
    >;
    if (Class === undefined) return;
    asOurs(() => {
      const instrumentation = new Class({ enabled: false });
      instrumentation.setTracerProvider(trace.getTracerProvider());
      instrumentation.setMeterProvider(metrics.getMeterProvider());
      instrumentation.enable();
    });
  });
}

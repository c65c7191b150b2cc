import { context, type Context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { type MessagingCall, type MessagingOperation, type Origin, startMessaging } from "../lib/messaging.ts";
import { type AnyFunction, onSettled } from "../lib/wrap.ts";
import { internal } from "./internal.ts";
import { type BullMq, hasOwnTelemetry, serverOf } from "./owner.ts";

interface Job {
  readonly id?: string;
  readonly name: string;
  readonly attemptsMade: number;
  readonly repeatJobKey?: string;
  readonly opts?: { readonly telemetry?: { readonly metadata?: string } };
}

const operations = new WeakMap<object, MessagingOperation>();

/** `Worker.processJob(job, …)`: the processor, and around it what BullMQ does to settle the job. */
export function wrapProcessJob(original: AnyFunction): AnyFunction {
  return function processJob(this: BullMq, ...args: unknown[]) {
    const [job] = args as [Job];
    const operation = hasOwnTelemetry(this)
      ? undefined
      : startMessaging(
          () => describe(this, job),
          () => originOf(job),
        );
    if (operation === undefined) return original.apply(this, args) as unknown;
    operations.set(job, operation);
    const processed: unknown = context.with(internal(operation.context), () => original.apply(this, args) as unknown);
    // A job that BullMQ fails itself never gets to the processor.
    return onSettled(processed, (error) => operation.end(error));
  };
}

/** Answers of a processor that are no failures: "later", "when my children are done", "slow down". */
const postponements: ReadonlySet<string> = new Set([
  "DelayedError",
  "WaitingError",
  "WaitingChildrenError",
  "RateLimitError",
]);

/** `Worker.callProcessJob(job, …)`: the application's own code. Its end is the end of the span. */
export function wrapCallProcessJob(original: AnyFunction): AnyFunction {
  return function callProcessJob(this: BullMq, ...args: unknown[]) {
    const operation = operations.get(args[0] as object);
    if (operation === undefined) return original.apply(this, args) as unknown;
    const end = (error: unknown): void =>
      operation.end(error instanceof Error && postponements.has(error.name) ? undefined : error);
    try {
      return onSettled(
        context.with(operation.context, () => original.apply(this, args) as unknown),
        end,
      );
    } catch (thrown) {
      end(thrown);
      throw thrown;
    }
  };
}

function describe(worker: BullMq, job: Job): MessagingCall {
  return {
    system: "bullmq",
    name: "process",
    type: "process",
    destination: worker.name,
    catchesErrors: true,
    ...serverOf(worker),
    attributes: {
      "bullmq.job.name": job.name,
      "bullmq.job.attempts.made": job.attemptsMade,
      ...(job.id === undefined ? {} : { "messaging.message.id": job.id }),
      ...(job.repeatJobKey === undefined ? {} : { "bullmq.job.scheduler.id": job.repeatJobKey }),
    },
  };
}

/** A job goes on in the trace that added it; one that comes again and again would make that trace endless. */
function originOf(job: Job): Origin {
  const added = addedBy(job.opts?.telemetry?.metadata);
  if (job.repeatJobKey === undefined) return { parent: added };
  const scheduler = trace.getSpanContext(added);
  return { parent: ROOT_CONTEXT, links: scheduler === undefined ? [] : [{ context: scheduler }] };
}

function addedBy(metadata: string | undefined): Context {
  if (metadata === undefined || !metadata.startsWith("{")) return ROOT_CONTEXT;
  return propagation.extract(ROOT_CONTEXT, JSON.parse(metadata) as Record<string, string>);
}

import { context, type Context, propagation } from "@opentelemetry/api";
import { type MessagingCall, type MessagingOperation, startMessaging } from "../lib/messaging.ts";
import { type AnyFunction, onSettled } from "../lib/wrap.ts";
import { internal } from "./internal.ts";
import { type BullMq, hasOwnTelemetry, serverOf } from "./owner.ts";

/** `trace(kind, operation, destination, work, metadata)`: around what BullMQ does; the jobs it adds are given what `work` gets. */
export function wrapTrace(original: AnyFunction): AnyFunction {
  return function trace(this: BullMq, ...args: unknown[]) {
    const [, name, destination, work] = args as [unknown, string, string, AnyFunction];
    const adds = (name === "add" || name === "addBulk") && !hasOwnTelemetry(this);
    const operation = adds ? startMessaging(() => describeAdd(this, name, destination)) : undefined;
    if (operation === undefined) return original.apply(this, args) as unknown;
    return run(operation, () => work(undefined, metadataOf(operation.context)) as unknown);
  };
}

function describeAdd(owner: BullMq, name: string, destination: string): MessagingCall {
  const queue = owner.name ?? destination;
  // `queue.job`
  const job = name === "add" ? destination.slice(queue.length + 1) : "";
  return {
    system: "bullmq",
    name: "add",
    type: "send",
    destination: queue,
    ...serverOf(owner),
    ...(job === "" ? {} : { attributes: { "bullmq.job.name": job } }),
  };
}

/** As `bullmq-otel` writes it, so that workers under either continue the trace. */
function metadataOf(active: Context): string {
  const carrier: Record<string, string> = {};
  propagation.inject(active, carrier);
  return JSON.stringify(carrier);
}

function run(operation: MessagingOperation, work: () => unknown): unknown {
  const settled = (error: unknown, added?: unknown): void => {
    if (Array.isArray(added)) operation.setBatchSize(added.length);
    else if (typeof (added as { id?: unknown } | undefined)?.id === "string")
      operation.span.setAttribute("messaging.message.id", (added as { id: string }).id);
    operation.end(error);
  };
  return onSettled(context.with(internal(operation.context), work), settled);
}

interface Flow {
  readonly queueName: string;
  readonly name: string;
  readonly opts?: { readonly telemetry?: { readonly omitContext?: boolean } };
  readonly children?: readonly Flow[];
}

/** `FlowProducer.add(flow, options)`: a tree of jobs, added at once, is one operation on the queue of its root. */
export function wrapFlow(original: AnyFunction): AnyFunction {
  return function add(this: BullMq, ...args: unknown[]) {
    const [flow] = args as [Flow];
    const operation = hasOwnTelemetry(this) ? undefined : startMessaging(() => describeFlows(this, [flow]));
    if (operation === undefined) return original.apply(this, args) as unknown;
    args[0] = withTrace(flow, metadataOf(operation.context));
    return run(operation, () => original.apply(this, args) as unknown);
  };
}

/** `FlowProducer.addBulk(flows)` */
export function wrapFlows(original: AnyFunction): AnyFunction {
  return function addBulk(this: BullMq, ...args: unknown[]) {
    const [flows] = args as [Flow[]];
    const operation = hasOwnTelemetry(this) ? undefined : startMessaging(() => describeFlows(this, flows));
    if (operation === undefined) return original.apply(this, args) as unknown;
    args[0] = flows.map((flow) => withTrace(flow, metadataOf(operation.context)));
    return run(operation, () => original.apply(this, args) as unknown);
  };
}

function describeFlows(owner: BullMq, flows: readonly Flow[]): MessagingCall {
  const queues = new Set(flows.map(({ queueName }) => queueName));
  const [queue] = queues;
  return {
    system: "bullmq",
    name: "add",
    type: "send",
    destination: queues.size === 1 ? queue : undefined,
    batchSize: flows.reduce((sum, flow) => sum + count(flow), 0),
    ...serverOf(owner),
  };
}

function count({ children = [] }: Flow): number {
  return children.reduce((sum, child) => sum + count(child), 1);
}

function withTrace(flow: Flow, metadata: string): Flow {
  const telemetry =
    flow.opts?.telemetry?.omitContext === true ? flow.opts.telemetry : { metadata, ...flow.opts?.telemetry };
  const traced = { ...flow, opts: { ...flow.opts, telemetry } };
  return flow.children === undefined
    ? traced
    : { ...traced, children: flow.children.map((child) => withTrace(child, metadata)) };
}

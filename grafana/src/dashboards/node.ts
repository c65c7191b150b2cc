import type { DashboardSource } from "../dashboard/definition.ts";
import { instanceVariable, jobVariable } from "../dashboard/variables.ts";
import { collection } from "./node/collection.ts";
import { eventLoop } from "./node/event-loop.ts";
import { headline } from "./node/headline.ts";
import { memory } from "./node/memory.ts";
import { processes, resources } from "./node/processes.ts";

/** The Node process itself: is it busy, is it full, did it restart. */
export const nodeRuntime: DashboardSource = (config) => ({
  uid: "otel-node",
  title: "Node runtime",
  folder: "Services",
  description: "Event loop, garbage collection, memory against its limits, processor, restarts of every Node process.",
  variables: [jobVariable(config), instanceVariable(config)],
  top: [...headline(config), ...eventLoop(config)],
  rows: [
    { title: "Memory", panels: memory(config) },
    { title: "Garbage collection", panels: collection(config) },
    { title: "Processor, files, restarts", panels: resources(config) },
    { title: "Processes", panels: [processes(config)] },
  ],
  ways: [
    { title: "Service", to: "otel-service" },
    { title: "Host", to: "otel-host" },
    { title: "Logs", to: "otel-logs" },
  ],
});

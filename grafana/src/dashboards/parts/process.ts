import { node } from "../../inventory/preload.ts";

/** The memory of each process as a share of what it may have: the container's limit, or the machine's memory. */
export function memoryShare(where: string): string {
  return `${node.memory}{${where}} / on (job, instance) ${node.memoryLimit}{${where}}`;
}

/** The processor time of each process as a share of all cores it may use. */
export function cpuShare(where: string): string {
  return `sum by (job, instance) (${node.cpuUtilization}{${where}})`;
}

/** An instance's id is long; its first characters tell instances apart, as the label `process`. */
export function shortInstance(expr: string): string {
  return `label_replace(${expr}, "process", "$1", "instance", "(.{1,8}).*")`;
}

/** The JavaScript heap of each process as a share of what V8 may use. */
export function heapShare(where: string): string {
  return `sum by (job, instance) (${node.heapUsed}{${where}}) / on (job, instance) ${node.heapLimit}{${where}}`;
}

/** How a series of one process is named after {@link shortInstance}. */
export const processLegend = "{{job}} {{process}}";

/** What queues, workers and producers have in common. */
export interface BullMq {
  readonly name?: string;
  readonly opts?: { readonly telemetry?: unknown; readonly connection?: Connection };
  readonly telemetry?: unknown;
}

/** An address, or a client of ioredis that has one. */
interface Connection extends Address {
  readonly options?: Address;
}

interface Address {
  readonly host?: string;
  readonly port?: number;
}

/** The application records BullMQ with the library's own means. */
export function hasOwnTelemetry({ opts, telemetry }: BullMq): boolean {
  return opts?.telemetry !== undefined || telemetry !== undefined;
}

export function serverOf({ opts }: BullMq): { serverAddress?: string; serverPort?: number } {
  const { host, port } = opts?.connection?.options ?? opts?.connection ?? {};
  return typeof host === "string" ? { serverAddress: host, serverPort: port ?? 6379 } : {};
}

/** What the metrics of a queue and of its workers have in common. */
export function attributesOf(owner: BullMq): Record<string, string | number> {
  const { serverAddress, serverPort } = serverOf(owner);
  return {
    "messaging.system": "bullmq",
    "messaging.destination.name": owner.name ?? "",
    ...(serverAddress === undefined || serverPort === undefined
      ? {}
      : { "server.address": serverAddress, "server.port": serverPort }),
  };
}

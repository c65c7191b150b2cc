import type { FilePatch } from "../module-hook/index.ts";
import { watchConsumer } from "./kafkajs/consumer.ts";
import { type KafkaCluster, serverOf } from "./kafkajs/cluster.ts";
import { watchProducer } from "./kafkajs/producer.ts";
import { countConnectionFailure, expectConnections } from "./lib/connection-failures.ts";
import { type AnyFunction, copyShape, guarded, onSettled, wrapMethod } from "./lib/wrap.ts";

/** Kafka through kafkajs: its factories make producers and consumers as plain objects, which are wrapped when they are made. */
export const patches: readonly FilePatch[] = [
  {
    packageName: "kafkajs",
    path: "src/producer/index.js",
    majors: [1, 2],
    patch: (create) => wrapFactory(create, watchProducer),
  },
  {
    packageName: "kafkajs",
    path: "src/consumer/index.js",
    majors: [1, 2],
    patch: (create) => wrapFactory(create, watchConsumer),
  },
  { packageName: "kafkajs", path: "src/network/connection.js", majors: [1, 2], patch: patchConnection },
];

interface FactoryOptions {
  readonly cluster: KafkaCluster;
  readonly groupId?: string;
}

function wrapFactory(create: unknown, watch: (made: object, options: FactoryOptions) => void): unknown {
  const original = create as AnyFunction;
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const made = original.apply(this, args) as object;
    guarded("kafkajs", () => watch(made, args[0] as FactoryOptions));
    return made;
  };
  copyShape(original, wrapped);
  return wrapped;
}

function patchConnection(Connection: unknown): unknown {
  wrapMethod((Connection as { prototype: object }).prototype, "connect", (original) => {
    return function connect(this: { host: string; port: number }, ...args: unknown[]) {
      const attributes = { "messaging.system": "kafka", ...serverOf(this) };
      guarded("kafkajs connection", () => expectConnections(attributes));
      return onSettled(original.apply(this, args) as unknown, (error) => {
        if (error !== undefined) guarded("kafkajs connection", () => countConnectionFailure(attributes, error));
      });
    };
  });
  return Connection;
}

import { context } from "@opentelemetry/api";
import { countConnectionFailure, expectConnections } from "../lib/connection-failures.ts";
import { type AnyFunction, guarded } from "../lib/wrap.ts";

export interface AmqpChannel {
  readonly connection?: object;
}

interface Server {
  readonly serverAddress: string;
  readonly serverPort: number;
}

const servers = new WeakMap<object, Server>();

/** Where the channel's connection leads to, as the application named it. */
export function serverOf(channel: AmqpChannel): Server | undefined {
  return channel.connection === undefined ? undefined : servers.get(channel.connection);
}

/** `connect(url, options, callback)`: the address belongs to the connection, a failure is counted. */
export function rememberServer(original: AnyFunction): AnyFunction {
  return function connect(this: unknown, ...args: unknown[]) {
    const [url, , opened] = args;
    if (typeof opened === "function") {
      const server = guarded("amqplib server address", () => parseServer(url));
      const attributes = { "messaging.system": "rabbitmq", ...attributesOf(server) };
      guarded("amqplib connection", () => expectConnections(attributes));
      const caller = context.active();
      args[2] = function (this: unknown, error: unknown, connection?: object, ...rest: unknown[]) {
        guarded("amqplib connection", () => {
          if (error) countConnectionFailure(attributes, error);
          else if (connection !== undefined && server !== undefined) servers.set(connection, server);
        });
        return context.with(caller, opened as AnyFunction, this, error, connection, ...rest) as unknown;
      };
    }
    return original.apply(this, args) as unknown;
  };
}

function attributesOf(server: Server | undefined): Record<string, string | number> {
  return server === undefined ? {} : { "server.address": server.serverAddress, "server.port": server.serverPort };
}

/** Read as amqplib reads it: a URL, or an object with its parts; the port follows from the protocol. */
function parseServer(url: unknown): Server {
  const { protocol, hostname, port } = (
    typeof url === "object" && url !== null
      ? url
      : new URL(typeof url === "string" && url !== "" ? url : "amqp://localhost")
  ) as { protocol?: string; hostname?: string; port?: string | number };
  const secure = protocol?.startsWith("amqps") ?? false;
  return {
    serverAddress: hostname?.replace(/^\[|\]$/gu, "") || "localhost",
    serverPort: Number(port) || (secure ? 5671 : 5672),
  };
}

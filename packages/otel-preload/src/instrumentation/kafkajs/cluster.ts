export interface KafkaCluster {
  readonly brokerPool?: { readonly seedBroker?: { readonly connectionPool?: Address } };
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** As attributes of a metric or span. */
export function serverOf({ host, port }: Address): { "server.address": string; "server.port": number } {
  return { "server.address": host, "server.port": port };
}

/** The broker that the client was pointed at and got to; the leaders of partitions are found behind it. */
export function seedOf({ brokerPool }: KafkaCluster): { serverAddress?: string; serverPort?: number } {
  const address = brokerPool?.seedBroker?.connectionPool;
  return address === undefined ? {} : { serverAddress: address.host, serverPort: address.port };
}

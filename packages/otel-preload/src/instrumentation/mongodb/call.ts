import type { DbCall } from "../lib/db.ts";

/** An operation of the driver, as far as we read it. */
export interface MongoOperation {
  /** Since driver 6.8. */
  readonly commandName?: string;
  readonly ns?: { readonly db?: string; readonly collection?: string };
  readonly collectionName?: unknown;
  /** Of an aggregation: a collection, or 1 for a whole database. */
  readonly target?: unknown;
  readonly collection?: { readonly collectionName?: unknown } | string;
  /** Of `runCommand` and its like. */
  readonly command?: Readonly<Record<string, unknown>>;
  readonly documents?: readonly unknown[];
  readonly statements?: readonly unknown[];
  /** Known once the driver has chosen it. */
  readonly server?: { readonly description?: { readonly address?: string } };
}

/** Classes of driver 5 and the first of 6 that only call others, which come here too. */
const composite =
  /^(?:InsertMany|BulkWrite|BulkWriteShim|Collections|Indexes|IndexInformation|IndexExists|Options|IsCapped)Operation$/u;

/** Housekeeping at `close()`, and operations that would be seen twice. */
export function isNoise(operation: MongoOperation | undefined): boolean {
  if (operation === undefined) return true;
  return commandOf(operation) === "endSessions" || composite.test(operation.constructor.name);
}

/** No text: a query's shape is rarely worth what its values could give away. */
export function describeMongoOperation(operation: MongoOperation): DbCall {
  return {
    system: "mongodb",
    operation: commandOf(operation),
    namespace: operation.ns?.db,
    collection: collectionOf(operation),
    batchSize: operation.documents?.length ?? operation.statements?.length,
  };
}

function commandOf(operation: MongoOperation): string {
  const { commandName, command, constructor } = operation;
  const ran = command === undefined || command === null ? undefined : Object.keys(command)[0];
  if (ran !== undefined && (commandName === undefined || commandName === "runCommand")) return ran;
  return commandName ?? commandOfClass(constructor.name);
}

const renamed: Readonly<Record<string, string>> = {
  insertOne: "insert",
  updateOne: "update",
  updateMany: "update",
  replaceOne: "update",
  deleteOne: "delete",
  deleteMany: "delete",
  findOneAndUpdate: "findAndModify",
  findOneAndReplace: "findAndModify",
  findOneAndDelete: "findAndModify",
  countDocuments: "aggregate",
  estimatedDocumentCount: "count",
  createCollection: "create",
  dropCollection: "drop",
  createIndex: "createIndexes",
  ensureIndex: "createIndexes",
  dropIndex: "dropIndexes",
  rename: "renameCollection",
  validateCollection: "validate",
  addUser: "createUser",
  removeUser: "dropUser",
};

/** Driver 5 and the first of 6 have no names: `FindOperation` → `find`. Its build does not shorten class names. */
function commandOfClass(className: string): string {
  const name = className.replace(/Operation$/u, "").replace(/^./u, (first) => first.toLowerCase());
  return renamed[name] ?? name;
}

function collectionOf({ ns, collectionName, target, collection }: MongoOperation): string | undefined {
  if (ns?.collection !== undefined && !ns.collection.startsWith("$cmd")) return ns.collection;
  const name = collectionName ?? target ?? (typeof collection === "object" ? collection?.collectionName : undefined);
  return typeof name === "string" ? name : undefined;
}

export function serverOfOperation({
  server,
}: MongoOperation): { readonly address: string; readonly port: number | undefined } | undefined {
  const address = server?.description?.address;
  if (address === undefined) return undefined;
  const colon = address.lastIndexOf(":");
  const port = Number(address.slice(colon + 1));
  return colon > address.lastIndexOf("]") && Number.isInteger(port)
    ? { address: address.slice(0, colon), port }
    : { address, port: undefined };
}

import type { DbCall } from "./db.ts";
import { Generations } from "./generations.ts";

export interface RedisTarget {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** A Unix socket. */
  readonly path?: string | undefined;
  readonly database?: number | undefined;
}

const maxKeyLength = 100;
const [space, slash, colon, atSign, lastAscii] = [0x20, 0x2f, 0x3a, 0x40, 0x7e];

/** Commands whose first argument is a key (or a channel). Of all others no argument is shown. */
const keyed: ReadonlySet<string> = new Set(
  `APPEND BITCOUNT BITFIELD BITFIELD_RO BITPOS BLMOVE BLPOP BRPOP BRPOPLPUSH BZPOPMAX BZPOPMIN COPY DECR DECRBY DEL DUMP EXISTS EXPIRE
   EXPIREAT EXPIRETIME GEOADD GEODIST GEOHASH GEOPOS GEORADIUS GEORADIUSBYMEMBER GEOSEARCH GEOSEARCHSTORE GET GETBIT GETDEL GETEX
   GETRANGE GETSET HDEL HEXISTS HEXPIRE HGET HGETALL HGETDEL HGETEX HINCRBY HINCRBYFLOAT HKEYS HLEN HMGET HMSET HRANDFIELD HSCAN
   HSET HSETEX HSETNX HSTRLEN HTTL HVALS INCR INCRBY INCRBYFLOAT JSON.DEL JSON.GET JSON.SET LINDEX LINSERT LLEN LMOVE LPOP LPOS
   LPUSH LPUSHX LRANGE LREM LSET LTRIM MGET MOVE MSET MSETNX PERSIST PEXPIRE PEXPIREAT PEXPIRETIME PFADD PFCOUNT PFMERGE PSETEX
   PSUBSCRIBE PTTL PUBLISH PUNSUBSCRIBE RENAME RENAMENX RESTORE RPOP RPOPLPUSH RPUSH RPUSHX SADD SCARD SDIFF SDIFFSTORE SET
   SETBIT SETEX SETNX SETRANGE SINTER SINTERSTORE SISMEMBER SMEMBERS SMISMEMBER SMOVE SORT SORT_RO SPOP SPUBLISH SRANDMEMBER SREM
   SSCAN SSUBSCRIBE STRLEN SUBSCRIBE SUBSTR SUNION SUNIONSTORE SUNSUBSCRIBE TOUCH TTL TYPE UNLINK UNSUBSCRIBE WATCH XACK XADD
   XAUTOCLAIM XCLAIM XDEL XLEN XPENDING XRANGE XREVRANGE XTRIM ZADD ZCARD ZCOUNT ZDIFFSTORE ZINCRBY ZINTERSTORE ZLEXCOUNT ZMSCORE
   ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANGESTORE ZRANK ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK
   ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNIONSTORE`.split(/\s+/u),
);

/** Clients ask clusters and sentinels all the time where to go; hardly any application does. */
const housekeeping: ReadonlySet<string> = new Set(["CLUSTER", "SENTINEL"]);

interface CommandKind {
  readonly operation: string;
  readonly isKeyed: boolean;
  readonly isHousekeeping: boolean;
}

const kinds = new Generations<string, CommandKind>(500);

/** Clients and applications write the same few names, in capitals or not. */
function kindOf(name: unknown): CommandKind {
  const written = typeof name === "string" ? name : String(name);
  let kind = kinds.get(written);
  if (kind === undefined) {
    const operation = written.toUpperCase();
    kind = { operation, isKeyed: keyed.has(operation), isHousekeeping: housekeeping.has(operation) };
    kinds.set(written, kind);
  }
  return kind;
}

/** One command, its name first. Of its arguments only the first key is shown: `SET user:42 ?`. */
export function describeRedisCommand(target: RedisTarget, [name, ...args]: readonly unknown[]): DbCall | undefined {
  return describeNamedCommand(target, name, args);
}

/** The same for clients that keep the name apart. */
export function describeNamedCommand(
  { host, port, path, database }: RedisTarget,
  name: unknown,
  args: readonly unknown[],
): DbCall | undefined {
  const kind = kindOf(name);
  if (kind.isHousekeeping) return undefined;
  return {
    system: "redis",
    operation: kind.operation,
    namespace: databaseName(database),
    queryText: commandText(kind, args),
    serverAddress: path ?? host,
    serverPort: port,
  };
}

function databaseName(database: number | undefined): string {
  return database === undefined || database === 0 ? "0" : String(database);
}

/** A pipeline or transaction is one operation: `PIPELINE`, `MULTI`, followed by the command's name if all have the same. */
export function describeRedisBatch(target: RedisTarget, kind: "PIPELINE" | "MULTI", names: readonly unknown[]): DbCall {
  const commands = names.map((name) => String(name).toUpperCase());
  const [first] = commands;
  const alike = first !== undefined && commands.every((command) => command === first);
  return {
    ...common(target),
    operation: alike ? `${kind} ${first}` : kind,
    queryText: commands.slice(0, 20).join("; ") + (commands.length > 20 ? "; …" : ""),
    batchSize: commands.length,
  };
}

function common({ host, port, path, database }: RedisTarget): Omit<DbCall, "operation"> {
  return {
    system: "redis",
    namespace: databaseName(database),
    serverAddress: path ?? host,
    serverPort: port,
  };
}

function commandText({ operation, isKeyed }: CommandKind, args: readonly unknown[]): string {
  if (args.length === 0) return operation;
  if (!isKeyed) return `${operation} ?`;
  const [key] = args;
  const text = `${operation} ${typeof key === "string" ? showKey(key) : "?"}`;
  return args.length === 1 ? text : `${text} ?`;
}

/** The parts of a key between `:` and the like say what it is about; a part that may be a token, an address or a number of somebody does not. */
function showKey(key: string): string {
  if (isPlainKey(key)) return key;
  return key.slice(0, maxKeyLength).replace(/[^:/|{}\s]+/gu, (part) => (isTelling(part) ? part : "?"));
}

const maxPlainPart = 11;

/** Most keys: ASCII, and all parts so short that they are shown whatever is in them. */
function isPlainKey(key: string): boolean {
  if (key.length > maxKeyLength) return false;
  let length = 0;
  for (let at = 0; at < key.length; at++) {
    const unit = key.charCodeAt(at);
    if (unit === colon || unit === slash) length = 0;
    else if (unit <= space || unit === atSign || unit > lastAscii || ++length > maxPlainPart) return false;
  }
  return true;
}

function isTelling(part: string): boolean {
  if (part.includes("@") || part.length > 40) return false;
  return part.length <= maxPlainPart || !/\d/u.test(part);
}

/** Of the replies to a batch, the first that is an error. */
export function firstError(replies: unknown): unknown {
  return Array.isArray(replies) ? replies.find((reply) => reply instanceof Error) : undefined;
}

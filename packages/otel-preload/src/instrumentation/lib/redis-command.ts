import type { DbCall } from "./db.ts";

export interface RedisTarget {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** A Unix socket. */
  readonly path?: string | undefined;
  readonly database?: number | undefined;
}

const maxKeyLength = 100;

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

/** One command, its name first. Of its arguments only the first key is shown: `SET user:42 ?`. */
export function describeRedisCommand(target: RedisTarget, [name, ...args]: readonly unknown[]): DbCall | undefined {
  const operation = String(name).toUpperCase();
  if (housekeeping.has(operation)) return undefined;
  return { ...common(target), operation, queryText: commandText(operation, args) };
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
    namespace: String(database ?? 0),
    serverAddress: path ?? host,
    serverPort: port,
  };
}

function commandText(operation: string, args: readonly unknown[]): string {
  if (args.length === 0) return operation;
  if (!keyed.has(operation)) return `${operation} ?`;
  const [key] = args;
  const text = `${operation} ${typeof key === "string" ? showKey(key) : "?"}`;
  return args.length === 1 ? text : `${text} ?`;
}

/** The parts of a key between `:` and the like say what it is about; a part that may be a token, an address or a number of somebody does not. */
function showKey(key: string): string {
  return key.slice(0, maxKeyLength).replace(/[^:/|{}\s]+/gu, (part) => (isTelling(part) ? part : "?"));
}

function isTelling(part: string): boolean {
  if (part.includes("@") || part.length > 40) return false;
  return part.length < 12 || !/\d/u.test(part);
}

/** Of the replies to a batch, the first that is an error. */
export function firstError(replies: unknown): unknown {
  return Array.isArray(replies) ? replies.find((reply) => reply instanceof Error) : undefined;
}

import type { Allowed } from "./allowed.ts";

const sql = ["pg", "mysql2"];
const redis = ["redis", "ioredis", "bullmq"];

export const databases: readonly Omit<Allowed, "topic">[] = [
  {
    what: /^span client [A-Z]+ \S+ › name: upstream (?:pg\.query:)?[A-Za-z]+(?: compared)?, ours [A-Z]+ \S+$/u,
    programs: sql,
    reason: "a span is named by operation and table, as the stable conventions have it: `SELECT orders`",
  },
  {
    what: /^span client \S+(?: \S+)? › attribute db\.(?:operation\.name|collection\.name): upstream nothing/u,
    programs: [...sql, "redis"],
    reason: "operation and table are read from the statement",
  },
  {
    what: /^span client .* › attribute db\.query\.text: upstream .*, ours .*\?/u,
    programs: [...sql, ...redis],
    reason: "literals, comments and values never leave: the text of a statement holds `?` in their place",
  },
  {
    what: /^span client .* › attribute (?:error\.type: upstream nothing|db\.response\.status_code: upstream nothing)/u,
    programs: [...sql, ...redis, "mongodb"],
    reason:
      "a failed call has the server's code (SQLSTATE, `WRONGTYPE`, 11000) as `db.response.status_code` and `error.type`",
  },
  {
    what: /^span client .* › (?:events: upstream (?:exception exception\.message|), ours exception|status: upstream unset, ours error)/u,
    programs: [...sql, ...redis, "mongodb"],
    reason: "a failed call is an error and holds its exception with the stack",
  },
  {
    what: /^span client GET > server GET >: upstream (?:client SELECT|client pg\.query|nothing), ours (?:nothing|client (?:SELECT|INSERT) \S+)$/u,
    programs: sql,
    reason: "of a statement that is a stream, a cursor or an object of its own, upstream knows no text",
  },
  {
    what: /^span: upstream nothing, ours client (?:SELECT compared|SET|QUIT|EVALSHA|(?:delete|insert) fixture_orders)$/u,
    programs: ["mysql2", "ioredis", "mongodb", "bullmq"],
    reason: "work outside of any request has spans, too; upstream makes some only below others",
  },
  {
    what: /^span client [A-Z]+(?: [A-Z]+)? › (?:name: upstream \S+, ours [A-Z]+(?: [A-Z]+)?|attribute db\.operation\.name: upstream [\w ]+, ours [A-Z]+(?: [A-Z]+)?)$/u,
    programs: redis,
    reason: "a Redis command is named in capitals, without a prefix",
  },
  {
    what: /^span client .* › attribute db\.namespace: upstream nothing, ours \d$/u,
    programs: redis,
    reason: "`db.namespace` is the number of the Redis database",
  },
  {
    what: /^span client (?:MULTI|PIPELINE)[A-Z ]* › |^span client GET > server GET >: upstream client (?:redis-[A-Z]+|get|set|del|incr|lpush|exec|multi|evalsha), ours nothing$/u,
    programs: redis,
    reason: "what is sent as one, a transaction or a pipeline, is one span with its size, not one for each command",
  },
  {
    what: /^span client STRLEN › attribute db\.query\.text|^span client \w+ › attribute db\.query\.text: upstream get fixture:text, ours GET fixture:text$/u,
    programs: redis,
    reason: "the text of a Redis command is the command and its key",
  },
  {
    what: /^span client GET > server GET >: upstream nothing, ours client (?:GET|ping (?:compared|shop)|find orders)$/u,
    programs: ["redis", "mongodb"],
    reason: "calls that wait for a connection, or fail before there is one, belong to their request",
  },
  {
    what: /^span client \w+ \S+ › attribute db\.query\.text: upstream \{.*, ours nothing$/u,
    programs: ["mongodb"],
    reason: "operation and collection tell what a MongoDB command does; its text is made of the application's data",
  },
  {
    what: /^span client \w+ \S+ › (?:name|attribute db\.collection\.name): upstream (?:\w+ )?\$cmd/u,
    programs: ["mongodb"],
    reason: "the collection is that of the command, not `$cmd`",
  },
  {
    what: /^span client \w+ \S+ › attribute db\.operation\.batch\.size: upstream nothing/u,
    programs: ["mongodb"],
    reason: "the size of a batch is known",
  },
  {
    what: /^metric db\.client\.(?:operation\.duration|connection\.\w+)(?:: upstream nothing| › keys: | › type: upstream value in \{connection\}, ours value in \{request\})/u,
    reason:
      "every database has the conventions' metrics of calls and pools; upstream has some of them for PostgreSQL and MongoDB",
  },
  {
    what: /^span client .* › attribute db\.postgresql\.plan: upstream insert, ours nothing$/u,
    programs: ["pg"],
    reason: "`db.postgresql.plan` is no name of the conventions",
  },
];

import { expect, test } from "vitest";
import { describeDbError } from "../src/instrumentation/lib/db-error.ts";

/** An error as the library makes it: properties on an Error. */
const thrown = (message: string, fields: object): Error => Object.assign(new Error(message), fields);

test.for<readonly [system: string, error: unknown, type: string, status: string | undefined, message: string]>([
  [
    "postgresql",
    thrown('invalid input syntax for type integer: "hun"ter2"', { code: "22P02", severity: "ERROR" }),
    "22P02",
    "22P02",
    "invalid input syntax for type integer: ?",
  ],
  [
    "postgresql",
    thrown('syntax error at or near "hunter2"', { code: "42601", severity: "ERROR" }),
    "42601",
    "42601",
    "syntax error at or near ?",
  ],
  [
    "postgresql",
    thrown('relation "orders" does not exist', { code: "42P01", severity: "ERROR" }),
    "42P01",
    "42P01",
    'relation "orders" does not exist',
  ],
  [
    "postgresql",
    thrown("connect ECONNREFUSED 127.0.0.1:1", { code: "ECONNREFUSED" }),
    "ECONNREFUSED",
    undefined,
    "connect ECONNREFUSED 127.0.0.1:1",
  ],
  [
    "mysql",
    thrown("Duplicate entry 'it's hunter2' for key 'users.email'", {
      code: "ER_DUP_ENTRY",
      errno: 1062,
      sqlState: "23000",
    }),
    "ER_DUP_ENTRY",
    "1062",
    "Duplicate entry ? for key 'users.email'",
  ],
  [
    "mysql",
    thrown("You have an error … near 'hunter2' and 'x'' at line 3", {
      code: "ER_PARSE_ERROR",
      errno: 1064,
      sqlState: "42000",
    }),
    "ER_PARSE_ERROR",
    "1064",
    "You have an error … near ? at line 3",
  ],
  [
    "mysql",
    thrown("Incorrect integer value: 'hunter2' for column `s`.`t`.`a`", {
      code: "ER_X",
      errno: 1366,
      sqlState: "22007",
    }),
    "ER_X",
    "1366",
    "Incorrect integer value: ? for column ?.?.?",
  ],
  [
    "mysql",
    thrown("connect ETIMEDOUT", { code: "ETIMEDOUT", errno: -110 }),
    "ETIMEDOUT",
    undefined,
    "connect ETIMEDOUT",
  ],
  [
    "mongodb",
    thrown('E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: "hunter2" }', {
      code: 11000,
    }),
    "11000",
    "11000",
    "E11000 duplicate key error collection: shop.users index: email_1 dup key: ?",
  ],
  [
    "redis",
    thrown("ERR unknown command 'FOO', with args beginning with: 'hunter2' ", {}),
    "ERR",
    "ERR",
    "ERR unknown command ?, with args beginning with: ? ",
  ],
  ["redis", thrown("Connection is closed.", {}), "Error", undefined, "Connection is closed."],
  ["redis", "hunter", "string", undefined, "hunter"],
])("%s: %s", ([system, error, type, statusCode, message]) => {
  const described = describeDbError(system, error);
  expect(described).toMatchObject({ type, statusCode, exception: { message } });
  expect(described.exception.stack ?? "").not.toContain("hunter2");
});

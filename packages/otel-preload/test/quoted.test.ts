import { describe, expect, test } from "vitest";
import { describeDbError } from "../src/instrumentation/lib/db-error.ts";
import { hideQuoted } from "../src/instrumentation/lib/quoted.ts";
import { summarizeSql } from "../src/instrumentation/lib/sql.ts";
import { expectLinear } from "./growth.ts";

/** What `hideQuoted` does, as a pattern. */
const pattern = /"[^"]*"|'(?:[^'\\]|\\[^]|'')*'|`[^`]*`/gu;

test("what is in quotes is hidden as a pattern would hide it", () => {
  const characters = ["'", "'", '"', "`", "\\", "a", " "];
  let state = 20_261_122;
  for (let round = 0; round < 50_000; round++) {
    let text = "";
    for (let length = 0; length < 12; length++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      text += characters[(state >>> 16) % characters.length];
    }
    if (hideQuoted(text) !== text.replace(pattern, "?"))
      expect(hideQuoted(text), text).toBe(text.replace(pattern, "?"));
  }
});

const mysqlError = (message: string): unknown => Object.assign(new Error(message), { errno: 1, sqlState: "HY000" });

describe("the cost of a hostile text grows with its length, not with its square", () => {
  const work: Readonly<Record<string, (text: string) => unknown>> = {
    "a statement for PostgreSQL": (text) => summarizeSql(text, "postgresql"),
    "a statement for MySQL": (text) => summarizeSql(text, "mysql"),
    "a message of MySQL": (text) => describeDbError("mysql", mysqlError(text)),
    "a message of Redis": (text) => describeDbError("redis", new Error(text)),
  };
  const pieces = [
    "'",
    "\\'",
    '"',
    "`",
    "''a",
    "/*",
    "/*/**/",
    "(",
    "(?,",
    "$a$",
    "E'\\",
    "--",
    "a.",
    "FROM ",
    "1e",
    ") ",
  ];
  test.for(Object.keys(work).flatMap((name) => pieces.map((piece) => [piece, name] as const)))(
    "%j in %s",
    ([piece, name]) => {
      expectLinear(
        work[name] as (text: string) => unknown,
        (characters) => `'x SELECT ${piece.repeat(Math.ceil(characters / piece.length))}`,
      );
    },
  );
});

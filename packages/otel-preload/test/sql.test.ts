import { describe, expect, test } from "vitest";
import { summarizeSql } from "../src/instrumentation/lib/sql.ts";
import type { SqlDialect } from "../src/instrumentation/lib/sql-tokens.ts";

type Row = readonly [statement: string, text: string];

const shared: readonly Row[] = [
  ["SELECT * FROM t WHERE a = 'x' AND b = 'it''s'", "SELECT * FROM t WHERE a = ? AND b = ?"],
  ["SELECT 1, -2, 3.5, .5, 1e-3, 1.5E+10, 0x1F FROM t1", "SELECT ?, -?, ?, ?, ?, ?, ? FROM t1"],
  ["SELECT a1, b2c FROM t3 WHERE x4=5", "SELECT a1, b2c FROM t3 WHERE x4=?"],
  ["SELECT * FROM t WHERE id IN (1, 2,3 , 'four')", "SELECT * FROM t WHERE id IN (?)"],
  ["INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'),(3, 'z')", "INSERT INTO t (a, b) VALUES (?)"],
  ["SELECT a -- hunter2\nFROM t /* hunter2 ' */ WHERE b = 'x'", "SELECT a FROM t WHERE b = ?"],
  ["SELECT a FROM t WHERE b = 'never ends", "SELECT a FROM t WHERE b = ?"],
  ["SELECT a /* never ends 'hunter2'", "SELECT a"],
  ["SELECT N'x', x'1f', B'01'", "SELECT ?, ?, ?"],
  ["SELECT\n\ta\r\n  FROM   t;", "SELECT a FROM t;"],
  ["SELECT'x'", "SELECT?"],
  ["SELECT ? FROM t WHERE a = ?", "SELECT ? FROM t WHERE a = ?"],
];

const tables: Readonly<Record<SqlDialect, readonly Row[]>> = {
  postgresql: [
    ...shared,
    ["SELECT $1, $12::int FROM t WHERE a = $3", "SELECT $1, $12::int FROM t WHERE a = $3"],
    // A backslash is a character like any other …
    ["SELECT 'a\\' AS x, 'hunter2' FROM t", "SELECT ? AS x, ? FROM t"],
    // … except in E'…', and in what continues it on another line.
    ["SELECT E'a\\'hunter2' AS x, e'b\\\\' FROM t", "SELECT ? AS x, ? FROM t"],
    ["SELECT E'a'\n'b\\'hunter2' AS x FROM t", "SELECT ? AS x FROM t"],
    ["SELECT LIKE'a\\' FROM \"ta'ble\" WHERE 'x'='y'", 'SELECT LIKE? FROM "ta\'ble" WHERE ?=?'],
    ["SELECT $$it's $1$$, $tag$ $$ hunter2 $other$ $tag$ FROM t", "SELECT ?, ? FROM t"],
    ["SELECT $tag$ never ends", "SELECT ?"],
    ["SELECT a$b$c FROM t$1", "SELECT a$b$c FROM t$1"],
    ['SELECT "na""me", "x\'y" FROM "S"."T" WHERE a = \'z\'', 'SELECT "na""me", "x\'y" FROM "S"."T" WHERE a = ?'],
    ["SELECT U&'d\\0061', U&\"d\" FROM t", 'SELECT ?, U&"d" FROM t'],
    ["SELECT a /* one /* two ' */ hunter2 */ FROM t", "SELECT a FROM t"],
    ["SELECT a # 5, b -> 'key', c #>> '{d}' FROM t", "SELECT a # ?, b -> ?, c #>> ? FROM t"],
    ["SELECT 1_000, 0b101", "SELECT ?, ?"],
    ["SELECT größe FROM straße WHERE ü = 'x'", "SELECT größe FROM straße WHERE ü = ?"],
  ],
  mysql: [
    ...shared,
    // "…" is a string here, and a backslash escapes in every string.
    ['SELECT "hunter2", "a\\"b", "c""d" FROM t', "SELECT ?, ?, ? FROM t"],
    ["SELECT 'a\\' AS x, hunter2' AS y FROM t", "SELECT ? AS y FROM t"],
    ["SELECT 'a\\\\' AS x FROM t", "SELECT ? AS x FROM t"],
    ["SELECT `a'b`, `c``d` FROM `s`.`t` WHERE e = 'f'", "SELECT `a'b`, `c``d` FROM `s`.`t` WHERE e = ?"],
    ["SELECT a # hunter2 '\nFROM t", "SELECT a FROM t"],
    ["SELECT 5--1, 'x' FROM t", "SELECT ?--?, ? FROM t"],
    ["SELECT a --\nFROM t", "SELECT a FROM t"],
    ["SELECT _utf8mb4'hunter2', _latin1 \"x\", _col FROM t", "SELECT ?, ?, _col FROM t"],
    ["SELECT /*! SQL_NO_CACHE 'hunter2' */ a FROM t", "SELECT a FROM t"],
    ["SELECT :name, @variable, @@session.x FROM t", "SELECT :name, @variable, @@session.x FROM t"],
    ["SELECT 'cut in an escape\\", "SELECT ?"],
  ],
};

for (const [dialect, rows] of Object.entries(tables) as [SqlDialect, readonly Row[]][]) {
  describe(`${dialect}: text without literals`, () => {
    test.for(rows)("%s", ([statement, text]) => {
      expect(summarizeSql(statement, dialect).text).toBe(text);
    });
  });
}

describe("operation and table", () => {
  test.for<readonly [string, string | undefined, string | undefined]>([
    ["select * from orders", "SELECT", "orders"],
    ["INSERT IGNORE INTO `shop`.`orders` VALUES (1)", "INSERT", "shop.orders"],
    ["UPDATE ONLY orders SET a = 1", "UPDATE", "orders"],
    ["DELETE FROM orders", "DELETE", "orders"],
    ["SELECT extract(epoch FROM created) FROM orders", "SELECT", "orders"],
    ["SELECT * FROM (SELECT 1 FROM inside) x", "SELECT", "inside"],
    ["WITH recent AS (SELECT * FROM orders) SELECT * FROM recent JOIN items ON true", "SELECT", "recent"],
    ["WITH gone AS (DELETE FROM orders RETURNING *) INSERT INTO archive SELECT * FROM gone", "INSERT", "archive"],
    ["(SELECT a FROM first) UNION (SELECT b FROM second)", "SELECT", "first"],
    ["CREATE TABLE IF NOT EXISTS orders (id int)", "CREATE", "orders"],
    ["DROP TABLE orders", "DROP", "orders"],
    ["TRUNCATE TABLE orders", "TRUNCATE", "orders"],
    ["TRUNCATE orders", "TRUNCATE", "orders"],
    ["BEGIN", "BEGIN", undefined],
    ["SELECT now()", "SELECT", undefined],
    ["/* a comment */ COMMIT;", "COMMIT", undefined],
    ["", undefined, undefined],
  ])("%s", ([statement, operation, collection]) => {
    expect(summarizeSql(statement, "mysql")).toMatchObject({ operation, collection });
  });
});

test("a statement is cut at 4096 characters, also within a string", () => {
  const { text } = summarizeSql(`SELECT '${"hunter2 ".repeat(1000)}' FROM t`, "postgresql");
  expect(text).toBe("SELECT ?");
});

/** Reproducible (mulberry32): a failure names the seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const fragments = [
  "hunter2",
  "'",
  '"',
  "\\",
  "$",
  "$$",
  "--",
  "/*",
  "*/",
  "#",
  "`",
  "\n",
  " ",
  ";",
  "?",
  "E'",
  "5",
  "ü",
];

/** What a driver would write for a string, and what else may stand between words; `shown` is what may leave of it. */
function randomPiece(dialect: SqlDialect, random: (below: number) => number): { sql: string; shown: string } {
  const value = Array.from({ length: random(8) }, () => fragments[random(fragments.length)]).join("");
  const doubled = (quote: string): string => quote + value.replaceAll(quote, quote + quote) + quote;
  const escaped = (quote: string): string =>
    quote +
    value.replaceAll("\\", "\\\\").replaceAll(quote, () => (random(2) === 0 ? `\\${quote}` : quote + quote)) +
    quote;
  const line = value.replaceAll("\n", "");
  const block = value.replaceAll(/[*/]/gu, "");
  const pieces: Readonly<Record<SqlDialect, readonly { sql: string; shown: string }[]>> = {
    postgresql: [
      { sql: doubled("'"), shown: "?" },
      { sql: `E${escaped("'")}`, shown: "?" },
      { sql: `$tag$${value}$tag$`, shown: "?" },
      { sql: `-- ${line}\n`, shown: "" },
      { sql: `/* ${block} /* ${block} */ ${block} */`, shown: "" },
      { sql: '"a name"', shown: '"a name"' },
    ],
    mysql: [
      { sql: escaped("'"), shown: "?" },
      { sql: escaped('"'), shown: "?" },
      { sql: `_utf8mb4 ${escaped("'")}`, shown: "?" },
      { sql: `-- ${line}\n`, shown: "" },
      { sql: `# ${line}\n`, shown: "" },
      { sql: `/* ${block} */`, shown: "" },
      { sql: "`a name`", shown: "`a name`" },
    ],
  };
  const choices = [...pieces[dialect], { sql: String(random(1e6) / 100), shown: "?" }];
  return choices[random(choices.length)] as { sql: string; shown: string };
}

test.for<SqlDialect>(["postgresql", "mysql"])(
  "%s: no literal survives in 5,000 random statements, and everything else does",
  (dialect) => {
    for (let seed = 1; seed <= 5000; seed++) {
      const random = randomOf(seed);
      let sql = "SELECT";
      let shown = "SELECT";
      for (let count = 0; count < 6; count++) {
        const piece = randomPiece(dialect, random);
        sql += ` word${count} ${piece.sql} AND`;
        shown += ` word${count} ${piece.shown} AND`;
      }
      expect(summarizeSql(sql, dialect).text, `seed ${seed}: ${sql}`).toBe(shown.replaceAll(/ +/gu, " "));
    }
  },
);

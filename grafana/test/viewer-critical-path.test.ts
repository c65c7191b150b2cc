import { join } from "node:path";
import { expect, test } from "vitest";

// The viewer's own type check knows the types: here they are what the test needs of them.
interface Span {
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly kind: string;
  readonly start: number;
  readonly duration: number;
}

const module = join(import.meta.dirname, "../viewer/src/traces/tree.ts");
const { criticalPath } = (await import(module)) as {
  readonly criticalPath: (spans: readonly Span[]) => ReadonlySet<string>;
};

const span = (spanId: string, parentId: string | undefined, kind: string, [start, end]: [number, number]): Span => ({
  spanId,
  parentId,
  kind,
  start,
  duration: end - start,
});

test("leads through what the end waited for, not through what ran beside it", () => {
  const path = criticalPath([
    span("root", undefined, "server", [0, 100]),
    span("long", "root", "internal", [10, 90]),
    span("beside", "root", "internal", [20, 60]),
    span("inner", "long", "client", [30, 80]),
  ]);
  expect([...path].toSorted()).toEqual(["inner", "long", "root"]);
});

test("who asked a server waited for it, though its last byte was out a little later", () => {
  const path = criticalPath([
    span("root", undefined, "server", [0, 100]),
    span("asks", "root", "client", [1, 99]),
    span("answers", "asks", "server", [2, 99.5]),
    span("query", "answers", "client", [10, 90]),
  ]);
  expect([...path].toSorted()).toEqual(["answers", "asks", "query", "root"]);
});

test("nobody waits for a message to be processed", () => {
  const path = criticalPath([
    span("root", undefined, "server", [0, 100]),
    span("publish", "root", "producer", [80, 90]),
    span("process", "publish", "consumer", [85, 300]),
  ]);
  expect([...path].toSorted()).toEqual(["publish", "root"]);
});

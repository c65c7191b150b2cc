import { describe, test } from "vitest";
import { processRows } from "./tested.ts";

describe("rows that need a process of their own", () => {
  test.each(processRows.map(({ row, test: run }) => [row, run] as const))("%s", (_, run) => run());
});

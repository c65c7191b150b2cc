import { expect, test } from "vitest";
import { blockedPort } from "../../src/stack/blocked-ports.ts";
import { portsAt } from "../../src/stack/ports.ts";

const reasonOf = (port: number): Promise<string> =>
  fetch(`http://127.0.0.1:${port}`).then(
    () => "answered",
    (error: Error) => (error.cause as Error).message,
  );

test.each([
  [2900, { name: "lokiHttp", port: 6000 }],
  [3000, { name: "grafana", port: 6000 }],
  [6980, { name: "lokiHttp", port: 10_080 }],
] as const)("at offset %d one of the ports cannot be opened", async (offset, blocked) => {
  expect(blockedPort(offset)).toEqual(blocked);
  expect(await reasonOf(blocked.port)).toBe("bad port");
});

test.each([0, 100, 1000, 2000])("at offset %d all ports can be opened", async (offset) => {
  expect(blockedPort(offset)).toBeUndefined();
  const reasons = await Promise.all(Object.values(portsAt(offset)).map(reasonOf));
  expect(reasons).not.toContain("bad port");
});

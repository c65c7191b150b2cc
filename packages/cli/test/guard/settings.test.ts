import { expect, test } from "vitest";
import { guardSettings } from "../../src/guard/settings.ts";
import { ofCap } from "../../src/guard/size-text.ts";

test("four gigabytes each, looked at every minute", () => {
  expect(guardSettings({})).toEqual({ capBytes: { loki: 4e9, jaeger: 4e9 }, intervalMillis: 60_000 });
});

test.for([
  ["500MB", 500e6],
  ["1.5 GB", 1.5e9],
  ["2TB", 2e12],
] as const)("a cap of %s", ([text, bytes]) => {
  expect(guardSettings({ OTELSTACK_LOKI_DISK_CAP: text }).capBytes).toEqual({ loki: bytes, jaeger: 4e9 });
});

test.for(["lots", "4", "0GB", "-1GB", "4gb"])("no cap: %s", (text) => {
  expect(() => guardSettings({ OTELSTACK_JAEGER_DISK_CAP: text })).toThrow(
    `OTELSTACK_JAEGER_DISK_CAP: got ${JSON.stringify(text)}, expected a size such as 500MB or 4GB`,
  );
});

test.for(["0", "often", "7200"])("no interval: %s", (text) => {
  expect(() => guardSettings({ OTELSTACK_DISK_CHECK_SECONDS: text })).toThrow("expected a number from 1 to 3600");
});

test("disk use beside its cap", () => {
  expect(ofCap(3_940_000_000, 4e9)).toBe("3.9 of 4 GB");
  expect(ofCap(2_100_000, 5e6)).toBe("2.1 of 5 MB");
});

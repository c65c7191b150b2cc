import { propagation, ROOT_CONTEXT, defaultTextMapSetter, defaultTextMapGetter } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { createPropagator, isPrivateHost, withTargetHost } from "../src/propagator.ts";

const config = readConfig({ OTEL_PRELOAD_BAGGAGE_HOSTS: "partner.com,*.trusted.org" }, () => {});
const propagator = createPropagator(config);
const baggage = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ "user.id": { value: "42" } }));

function sentTo(host: string | undefined): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagator.inject(host === undefined ? baggage : withTargetHost(baggage, host), carrier, defaultTextMapSetter);
  return carrier;
}

describe("baggage leaves only to hosts we trust", () => {
  test.for([
    ["127.0.0.1", true],
    ["localhost", true],
    ["10.1.2.3", true],
    ["172.16.0.1", true],
    ["172.32.0.1", false],
    ["192.168.1.1", true],
    ["8.8.8.8", false],
    ["[::1]", true],
    ["fd00::1", true],
    ["2001:4860:4860::8888", false],
    ["orders", true],
    ["orders.shop.svc.cluster.local", true],
    ["db.internal", true],
    ["api.stripe.com", false],
    ["partner.com", true],
    ["evil-partner.com", false],
    ["a.trusted.org", true],
    ["trusted.org.evil.com", false],
  ] as const)("%s: %s", ([host, allowed]) => {
    expect("baggage" in sentTo(host)).toBe(allowed);
  });
  test("to a message broker", () => {
    expect(sentTo(undefined)).toHaveProperty("baggage", "user.id=42");
  });
});

test("baggage is read from every caller", () => {
  const context = propagator.extract(ROOT_CONTEXT, { baggage: "a=1" }, defaultTextMapGetter);
  expect(propagation.getBaggage(context)?.getEntry("a")?.value).toBe("1");
});

test("names without a dot are private", () => {
  expect(isPrivateHost("redis")).toBe(true);
});

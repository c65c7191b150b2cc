import { propagation, ROOT_CONTEXT, defaultTextMapSetter, defaultTextMapGetter, trace } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { B3Propagator } from "../src/propagator-b3.ts";
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

// openzipkin/b3-propagation, and "B3 Requirements" of OpenTelemetry's propagators' API.
describe("B3", () => {
  const [trace64, traceId, spanId] = ["8448eb211c80319c", "80f198ee56343ba864fe8b2a57d3eff7", "e457b5a2e4d86bd1"];
  const many = { "x-b3-traceid": traceId, "x-b3-spanid": spanId };
  const pass = (carrier: object, writesMany = false): object => {
    const b3 = new B3Propagator(writesMany);
    const sent = {};
    b3.inject(b3.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter), sent, defaultTextMapSetter);
    return sent;
  };

  test.for([
    ["sampled", { b3: `${traceId}-${spanId}-1` }, `${traceId}-${spanId}-1`],
    ["with a parent", { b3: `${traceId}-${spanId}-1-05e3ac9a4f6e3b90` }, `${traceId}-${spanId}-1`],
    ["not sampled", { b3: `${traceId}-${spanId}-0` }, `${traceId}-${spanId}-0`],
    ["debug", { b3: `${traceId}-${spanId}-d` }, `${traceId}-${spanId}-d`],
    ["left to us", { b3: `${traceId}-${spanId}` }, `${traceId}-${spanId}-1`],
    ["64 bits", { b3: `${trace64}-${spanId}-1` }, `${"0".repeat(16)}${trace64}-${spanId}-1`],
    ["capital letters", { b3: `${traceId.toUpperCase()}-${spanId}-1` }, `${traceId}-${spanId}-1`],
    ["many headers", { ...many, "x-b3-sampled": "1" }, `${traceId}-${spanId}-1`],
    ["many, as older tracers say it", { ...many, "x-b3-sampled": "false" }, `${traceId}-${spanId}-0`],
    ["many, debug", { ...many, "x-b3-flags": "1", "x-b3-sampled": "0" }, `${traceId}-${spanId}-d`],
    ["many, left to us", many, `${traceId}-${spanId}-1`],
    ["the single header wins", { b3: `${trace64}-${spanId}-0`, ...many }, `${"0".repeat(16)}${trace64}-${spanId}-0`],
    ["a wrong single header, many good ones", { b3: "x", ...many }, `${traceId}-${spanId}-1`],
  ] as const)("%s", ([_what, carrier, expected]) => {
    expect(pass(carrier)).toEqual({ b3: expected });
  });

  test.for([
    "0",
    "1",
    "d",
    "",
    "-",
    traceId,
    `${traceId}-${spanId}-2`,
    `${traceId}-${spanId}-1-short`,
    `${traceId}-${spanId}-1-${spanId}-more`,
    `${"0".repeat(32)}-${spanId}-1`,
    `${traceId}-${"0".repeat(16)}-1`,
    `${traceId}0-${spanId}-1`,
    "é".repeat(32),
  ])("%j is no trace", (b3) => {
    expect(pass({ b3 })).toEqual({});
  });

  test("many headers are written where they are asked for", () => {
    expect(pass({ b3: `${traceId}-${spanId}-0` }, true)).toEqual({ ...many, "x-b3-sampled": "0" });
    expect(pass({ b3: `${traceId}-${spanId}-d` }, true)).toEqual({ ...many, "x-b3-flags": "1" });
    expect(new B3Propagator(true).fields()).toContain("x-b3-traceid");
    expect(new B3Propagator(false).fields()).toEqual(["b3"]);
  });

  test("the caller's span is remote, and debug means kept", () => {
    const b3 = new B3Propagator(false);
    const context = b3.extract(ROOT_CONTEXT, { b3: `${traceId}-${spanId}-d` }, defaultTextMapGetter);
    expect(trace.getSpanContext(context)).toEqual({ traceId, spanId, traceFlags: 1, isRemote: true });
  });
});

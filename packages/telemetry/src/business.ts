import { bounded, boundedAttributes } from "./bounded.ts";
import { guarded, warnOnce } from "./guard.ts";
import { counter, histogram } from "./instruments.ts";
import { appAttributeNames as names, appBuckets, appMetricNames } from "./names.ts";

/** Attributes of the application's own: each of few values, no ids. */
export type OwnAttributes = Readonly<Record<string, string | number | boolean>>;

const events = counter(appMetricNames.businessEvents, "{event}", "Things that happened in the business");
const values = histogram(appMetricNames.businessValue, appBuckets.businessValue, {
  description: "Values of business events, in the unit that the attribute names",
});

/** What the company lives from, counted and measured. */
export const business: {
  count(event: string, attributes?: OwnAttributes, count?: number): void;
  record(event: string, value: number, unit: string, attributes?: OwnAttributes): void;
} = {
  /** Counts an event: `business.count("signup", { plan: "team" })`. */
  count(event, attributes, count = 1) {
    guarded("business.count", () => {
      if (!Number.isFinite(count) || count < 0) return refuse("business.count", "a count of 0 or more", count);
      events().add(count, {
        ...boundedAttributes(appMetricNames.businessEvents, attributes),
        [names.event]: bounded(`${appMetricNames.businessEvents} ${names.event}`, event),
      });
    });
  },
  /** Records how much: `business.record("order", 59.9, "EUR")`. */
  record(event, value, unit, attributes) {
    guarded("business.record", () => {
      if (!Number.isFinite(value) || value < 0) return refuse("business.record", "a value of 0 or more", value);
      values().record(value, {
        ...boundedAttributes(appMetricNames.businessValue, attributes),
        [names.event]: bounded(`${appMetricNames.businessValue} ${names.event}`, event),
        [names.unit]: bounded(`${appMetricNames.businessValue} ${names.unit}`, unit),
      });
    });
  },
};

function refuse(what: string, expected: string, got: unknown): void {
  warnOnce(`@org/telemetry: ${what} expects ${expected}, got ${typeof got} ${String(got)}; not recorded`);
}

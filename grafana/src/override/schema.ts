import * as v from "valibot";
import { alertNames } from "../alert/names.ts";
import { defaultConfig } from "../config.ts";
import type {
  AlertOverride,
  Config,
  DeclaredService,
  DefaultSlo,
  Receivers,
  Routing,
  Slo,
  Stores,
  Tier,
  Windows,
} from "../settings.ts";
import { isMap } from "./merge.ts";

type Schema = v.GenericSchema;
/** One schema for every property: a setting without one does not compile. */
type Entries<T> = { readonly [K in keyof T]-?: Schema };

/** For valibot a list is an object, too. */
function map(entries: Record<string, Schema>): Schema {
  return v.pipe(v.custom<object>(isMap, "a map"), v.strictObject(entries));
}

/** All properties optional: what is absent comes from the defaults. */
function part<T>(entries: Entries<T>): Schema {
  return map(mapValues<Schema>(entries, (schema) => v.optional(schema)));
}

/** `optional` may be absent, all others must be there. */
function whole<T>(entries: Entries<T>, optional: readonly (keyof T & string)[] = []): Schema {
  return map(
    mapValues<Schema>(entries, (schema, name) =>
      optional.includes(name as keyof T & string) ? v.optional(schema) : schema,
    ),
  );
}

function mapValues<T>(
  entries: { readonly [name: string]: T },
  change: (value: T, name: string) => Schema,
): Record<string, Schema> {
  return Object.fromEntries(Object.entries(entries).map(([name, schema]) => [name, change(schema, name)]));
}

// A message of ours says what was expected; `problems.ts` adds where, and what there is instead.
const text = v.pipe(v.string(), v.minLength(1, "a text that is not empty"));
const anyText = v.string();
const duration = v.pipe(
  v.string(),
  v.regex(/^\d+(\.\d+)?(ms|s|m|h|d|w)$/, "a duration: one number and one unit, as in 90s, 5m, 1h, 3d"),
);
const url = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/[^\s/]+\S*$/, "an address, as in https://grafana.example.com"),
  v.url("an address, as in https://grafana.example.com"),
  v.regex(/[^/]$/, "an address without a slash at its end"),
);
const positive = v.pipe(v.number(), v.finite("a number"), v.gtValue(0, "a number above 0"));
const notNegative = v.pipe(v.number(), v.finite("a number"), v.minValue(0, "a number, 0 or more"));
const number = v.pipe(v.number(), v.finite("a number"));
const kebab = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "lower-case words joined by dashes, as in checkout-fast"),
);
const job = v.pipe(v.string(), v.regex(/^[^\s"\\]+$/, "the label job of a service, namespace/name, as in shop/api"));
const labelValue = v.pipe(v.string(), v.regex(/^[^"\\\n]*$/, "a text without quotes, backslashes and line breaks"));
const labels = v.record(
  v.pipe(v.string(), v.regex(/^[a-zA-Z_]\w*$/, "the name of a label: letters, digits, _")),
  labelValue,
);
const clock = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "a time of the day, as in 07:30"));
const weekday = v.picklist(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]);
const smarthost = v.pipe(v.string(), v.regex(/^[^\s:]+:\d+$/, "host:port, as in mail.example.com:587"));
const mail = v.pipe(v.string(), v.regex(/@/, "an e-mail address"));
/** A path: the value itself never stands in a configuration. */
const secretFile = text;

const tier = part<Tier>({ threshold: number, for: duration, keepFiringFor: duration, pages: v.boolean() });
const tiers = map({
  none: v.optional(v.nullable(tier)),
  critical: v.optional(v.nullable(tier)),
  warning: v.optional(v.nullable(tier)),
  info: v.optional(v.nullable(tier)),
});

function byAlert(schema: Schema): Schema {
  return map(Object.fromEntries(alertNames.map((name) => [name, v.optional(schema)])));
}

type Given<T> = NonNullable<T>;
const receivers = part<Receivers>({
  email: whole<Given<Receivers["email"]>>(
    { to: mail, from: mail, smarthost, username: text, passwordFile: secretFile, requireTls: v.boolean() },
    ["username", "passwordFile", "requireTls"],
  ),
  slack: whole<Given<Receivers["slack"]>>({ urlFile: secretFile, channel: text, criticalChannel: text }, [
    "criticalChannel",
  ]),
  pagerduty: whole<Given<Receivers["pagerduty"]>>({ routingKeyFile: secretFile, url }, ["url"]),
  webhook: whole<Given<Receivers["webhook"]>>({ urlFile: secretFile, bearerTokenFile: secretFile }, [
    "bearerTokenFile",
  ]),
  heartbeat: whole<Given<Receivers["heartbeat"]>>({ urlFile: secretFile }),
});

const share = v.pipe(
  v.number(),
  v.gtValue(0, "a share between 0 and 1, as in 0.999"),
  v.ltValue(1, "a share between 0 and 1, as in 0.999"),
);
const window = v.picklist(["7d", "28d", "30d"]);
const slo = whole<Slo>(
  {
    name: kebab,
    job,
    kind: v.variant("type", [
      v.strictObject({ type: v.literal("availability") }),
      v.strictObject({ type: v.literal("latency"), seconds: positive }),
    ]),
    objective: share,
    window,
    team: labelValue,
  },
  ["team"],
);

const routing = part<Routing>({
  teams: v.record(text, receivers),
  quiet: part<Routing["quiet"]>({
    location: text,
    times: v.array(whole<Routing["quiet"]["times"][number]>({ start: clock, end: clock })),
    days: v.array(weekday),
  }),
  groupWait: duration,
  groupInterval: duration,
  repeat: part<Routing["repeat"]>({ critical: duration, warning: duration, info: duration }),
});

const stores = part<Stores>({
  prometheus: url,
  loki: url,
  alertmanager: url,
  traces: whole<Stores["traces"]>({ type: v.picklist(["jaeger", "tempo"]), url }),
});

/** What a user's file may hold, before it is merged. */
export const overrideSchema: Schema = part<Config>({
  grafanaUrl: url,
  runbookUrl: url,
  alertmanagerUrl: url,
  prometheusUrl: url,
  sentryUrl: url,
  stores,
  alerting: v.picklist(["alertmanager", "grafana"]),
  selector: anyText,
  timeScale: v.pipe(v.number(), v.gtValue(0, "a number above 0"), v.maxValue(1, "a number up to 1")),
  scrapeInterval: duration,
  evaluationInterval: duration,
  windows: part<Windows>({ rate: duration, hour: duration, tenMinutes: duration, quarter: duration }),
  minimumRate: notNegative,
  minimumEvents: map(mapValues({ ...defaultConfig.minimumEvents }, () => v.optional(notNegative))),
  thresholds: byAlert(tiers),
  alerts: byAlert(part<AlertOverride>({ disable: v.boolean(), labels })),
  services: v.array(
    whole<DeclaredService>(
      { job, replicas: v.pipe(v.number(), v.integer("a whole number"), v.minValue(1, "1 or more")), team: labelValue },
      ["replicas", "team"],
    ),
  ),
  slos: v.array(slo),
  defaultSlo: part<DefaultSlo>({ objective: share, window }),
  receivers,
  routing,
  tokenPrices: v.record(text, whole<Config["tokenPrices"][string]>({ input: notNegative, output: notNegative })),
});

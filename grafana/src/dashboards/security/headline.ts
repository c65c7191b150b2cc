import { http } from "../../inventory/preload.ts";
import { app } from "../../inventory/telemetry.ts";
import type { PanelDef, Thresholds } from "../../panel/panel.ts";
import { promNow } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import { countInRange } from "../parts/per-minute.ts";

interface Count {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly selector: string;
  readonly thresholds?: Thresholds;
  readonly fedBy?: PanelDef["fedBy"];
}

const some: Thresholds = { warning: 1 };

/** One number for each kind of trouble, over the chosen time. */
export function headline(where: string): PanelDef[] {
  const numbers: Count[] = [
    {
      key: "logins",
      title: "Logins",
      description: "Successful logins in the chosen time. Fed by auth.login().",
      selector: `${app.login}{${where},outcome="success"}`,
    },
    {
      key: "failed-logins",
      title: "Failed logins",
      description:
        "Wrong passwords, unknown accounts and the like. A few are people, many are a machine. Fed by auth.login().",
      selector: `${app.login}{${where},outcome="failure"}`,
      thresholds: some,
    },
    {
      key: "denied",
      title: "Access denied",
      description: "Somebody who is logged in asked for what is not theirs. Good: 0. Fed by auth.denied().",
      selector: `${app.denied}{${where}}`,
      thresholds: some,
    },
    {
      key: "limited",
      title: "Rate-limited",
      description: "Requests that a rate limiter refused. Fed by rateLimited().",
      selector: `${app.rateLimitHits}{${where}}`,
      thresholds: some,
    },
    {
      key: "rejected-tokens",
      title: "Tokens rejected",
      description: "Access tokens that were forged, expired or revoked. Fed by auth.token().",
      selector: `${app.token}{${where},action="rejected"}`,
      thresholds: some,
    },
    {
      key: "suspicious",
      title: "Suspicious requests",
      description:
        "Requests whose address looks like an injection or a path traversal, answered or not. Good: 0. Fed by every HTTP server under the preload.",
      selector: `${http.suspicious}{${where}}`,
      thresholds: some,
      fedBy: "shop",
    },
  ];
  return numbers.map(({ selector, fedBy = "shop-plus", ...panel }) =>
    stat({ ...panel, fedBy, decimals: 0, queries: [promNow(countInRange(selector))] }),
  );
}

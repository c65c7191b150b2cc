import { ways, type Way } from "./inbox.ts";
import type { Report } from "./fire.ts";

const columns = ["fault", "alert", "severity", ...ways, "resolved by e-mail", "also told of"];

/** Seconds from the fault to each message, and from the repair to the one that it is over. */
export function tableOf(reports: readonly Report[]): string {
  const rows = reports.map(({ fault, told, resolved, others }) => [
    fault.name,
    fault.alert,
    fault.severity,
    ...ways.map((way: Way) => seconds(told[way])),
    seconds(resolved["e-mail"]),
    others.join(", ") || "–",
  ]);
  const lines = [columns, columns.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function seconds(value: number | undefined): string {
  return value === undefined ? "–" : `${Math.round(value)} s`;
}

import { duration } from "../stack/text-table.ts";
import type { Labels } from "./rules.ts";

/** `shop/api · queue=mail`: the service first, the rest by name. */
export function subjectText({ job, ...rest }: Labels): string {
  const others = Object.entries(rest).map(([name, value]) => `${name}=${value}`);
  return [...(job === undefined ? [] : [job]), ...others].join(" · ") || "-";
}

/** A value of PromQL for people: four digits are enough. */
export function valueText(value: string | undefined): string {
  if (value === undefined) return "-";
  const number = Number(value);
  return Number.isFinite(number) ? String(Number(number.toPrecision(4))) : value;
}

/** How long ago. */
export function agoText(time: string, nowMillis: number): string {
  return duration(Math.max(0, (nowMillis - Date.parse(time)) / 1000));
}

/** `2026-11-21 14:05`, in the machine's own time zone. */
export function timeText(time: string | number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

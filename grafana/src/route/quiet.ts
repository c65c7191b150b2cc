import type { Config } from "../settings.ts";

/** The name of the quiet hours in Alertmanager's configuration. */
export const quietName = "quiet";

/** One of the times that are quiet; within one all conditions must hold. */
export interface QuietTimeJson {
  readonly times?: readonly { readonly start_time: string; readonly end_time: string }[];
  readonly weekdays?: readonly string[];
  readonly location: string;
}

/** The quiet hours of any day, and the quiet days. */
export function quietTimes({ routing }: Config): QuietTimeJson[] {
  const { days, location, times } = routing.quiet;
  const hours = times.map(({ end, start }) => ({ start_time: start, end_time: end }));
  return [
    ...(hours.length > 0 ? [{ times: hours, location }] : []),
    ...(days.length > 0 ? [{ weekdays: days, location }] : []),
  ];
}

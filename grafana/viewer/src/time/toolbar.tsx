import { dateTime, type TimeRange } from "@grafana/data";
import { RefreshPicker, TimeRangePicker } from "@grafana/ui";
import { navigate, withParameters } from "../app/location.ts";
import { rangeParameters } from "./range.ts";

interface Props {
  readonly url: URL;
  readonly range: TimeRange;
  readonly refresh: string;
  readonly isLoading: boolean;
  readonly onRefresh: () => void;
}

/** Shows a range and sets it in the address. */
export function setRange(url: URL, range: TimeRange): void {
  navigate(withParameters(url, rangeParameters(range)));
}

/** The range between two moments, in milliseconds since 1970. */
export function rangeBetween(from: number, to: number): TimeRange {
  const range = { from: dateTime(Math.round(from)), to: dateTime(Math.round(to)) };
  return { ...range, raw: range };
}

/** Time range and refresh interval of a page: both live in its address. */
export function TimeToolbar({ url, range, refresh, isLoading, onRefresh }: Props) {
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const move = (by: number): void => setRange(url, rangeBetween(from + (to - from) * by, to + (to - from) * by));
  return (
    <>
      <TimeRangePicker
        value={range}
        timeZone="browser"
        isOnCanvas
        onChange={(next) => setRange(url, next)}
        onChangeTimeZone={() => {}}
        onMoveBackward={() => move(-0.5)}
        onMoveForward={() => move(0.5)}
        onZoom={() => setRange(url, rangeBetween(from - (to - from) / 2, to + (to - from) / 2))}
      />
      <RefreshPicker
        value={refresh}
        isLoading={isLoading}
        // Its name for those who do not see the icon.
        tooltip="Refresh"
        isOnCanvas
        intervals={["5s", "10s", "30s", "1m", "5m"]}
        onRefresh={onRefresh}
        onIntervalChanged={(interval) => navigate(withParameters(url, { refresh: interval || "off" }))}
      />
    </>
  );
}

import { type DataFrame, dateTimeFormat, FieldType, formattedValueToString, getFieldDisplayName } from "@grafana/data";
import { SortOrder } from "@grafana/schema";
import { SeriesTable } from "@grafana/ui";

interface Props {
  /** All series on one time axis. */
  readonly frame: DataFrame;
  /** For each field the point under the cursor. */
  readonly indexes: readonly (number | null)[];
  /** The one series that is pointed at, or all of them. */
  readonly only: number | null;
  readonly sort: SortOrder;
}

const mostRows = 25;

/** What the series have at the moment under the cursor. */
export function SeriesTooltip({ frame, indexes, only, sort }: Props) {
  const index = indexes.find((one) => one !== null && one !== undefined);
  if (index === undefined || index === null) return null;
  const rows = frame.fields
    .flatMap((field, at) => {
      if (field.type === FieldType.time || field.config.custom?.hideFrom?.tooltip) return [];
      const value: unknown = field.values[indexes[at] ?? index];
      if (typeof value !== "number") return [];
      const shown = field.display?.(value);
      const label = getFieldDisplayName(field, frame);
      const row = { label, color: shown?.color ?? "", value: shown ? formattedValueToString(shown) : String(value) };
      return [{ ...row, number: value, isActive: at === only }];
    })
    .filter((_, __, all) => all.length > 0);
  if (sort !== SortOrder.None)
    rows.sort((a, b) => (sort === SortOrder.Descending ? b.number - a.number : a.number - b.number));
  const time: unknown = frame.fields[0]?.values[index];
  return <SeriesTable timestamp={dateTimeFormat(time as number)} series={rows.slice(0, mostRows)} />;
}
